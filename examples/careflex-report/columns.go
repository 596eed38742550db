// The columns of the CSV file, which are called like the elements of the contract, and the incident that a line is.

package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// columns are the columns: those that a file must have, then those that it can have.
var columns = []string{
	"careflexId", "createdAt", "employeeId", "validFrom", "type",
	"externalId",
	"title", "firstName", "lastName", "birthday", "sex",
	"street", "houseNumber", "addressSuffix", "zipCode", "city", "country",
	"employmentSite", "employmentStatus", "startOfEmployment", "personnelNumber", "management",
	"emailBusiness", "mobileBusiness", "landlineBusiness",
}

// The parts of columns.
const (
	emptyReport = 2 // from here on all cells of an empty report are empty
	required    = 5
	employee    = 6
	address     = 11
	job         = 17
	contact     = 22
)

// cells are one line of the file, by column.
type cells struct {
	values map[string]string
	faults []string
}

// has reports whether a cell of the columns is not empty.
func (c *cells) has(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return c.values[name] != "" })
}

// hasFault reports whether a fault of the column was found.
func (c *cells) hasFault(name string) bool {
	return slices.ContainsFunc(c.faults, func(fault string) bool { return strings.HasPrefix(fault, name+":") })
}

func (c *cells) text(name string) string { return c.values[name] }

// optional returns nil for an empty cell.
func (c *cells) optional(name string) *string {
	if text := c.values[name]; text != "" {
		return &text
	}
	return nil
}

// date reads 2020-04-24 or 24.04.2020.
func (c *cells) date(name string) careflex.Date {
	for _, layout := range []string{"2006-01-02", "2.1.2006"} {
		if t, err := time.Parse(layout, c.values[name]); err == nil {
			return careflex.DateOf(t)
		}
	}
	c.faults = append(c.faults, fmt.Sprintf("%s: %q is not a date such as 24.04.2020 or 2020-04-24", name, c.values[name]))
	return careflex.Date{}
}

// yesNo reads true, ja or 1, and false, nein or 0.
func (c *cells) yesNo(name string) bool {
	switch strings.ToLower(c.values[name]) {
	case "true", "ja", "1":
		return true
	case "false", "nein", "0":
		return false
	}
	c.faults = append(c.faults, fmt.Sprintf("%s: %q is neither ja (true, 1) nor nein (false, 0)", name, c.values[name]))
	return false
}

// incident returns the incident of the line: one with master data, if the line has some.
func (c *cells) incident() careflex.IncidentListItem {
	if !c.has(columns[employee:]...) {
		return careflex.IncidentListItem{PlainIncident: &careflex.PlainIncident{
			ExternalID: c.optional("externalId"),
			EmployeeID: c.text("employeeId"),
			ValidFrom:  c.date("validFrom"),
			CreatedAt:  c.date("createdAt"),
			Type:       careflex.IncidentType(c.text("type")),
		}}
	}
	return careflex.IncidentListItem{NewIncident: &careflex.NewIncident{
		ExternalID: c.optional("externalId"),
		EmployeeID: c.text("employeeId"),
		ValidFrom:  c.date("validFrom"),
		CreatedAt:  c.date("createdAt"),
		Type:       careflex.IncidentType(c.text("type")),
		Employee:   c.employee(),
	}}
}

// employee returns the master data.
func (c *cells) employee() careflex.Employee {
	e := careflex.Employee{
		Title:     c.optional("title"),
		FirstName: c.text("firstName"),
		LastName:  c.text("lastName"),
		Birthday:  c.date("birthday"),
		Sex:       careflex.Sex(c.text("sex")),
	}
	if c.has(columns[address:job]...) {
		e.Address = &careflex.Address{
			Street:        c.text("street"),
			HouseNumber:   c.text("houseNumber"),
			AddressSuffix: c.optional("addressSuffix"),
			ZipCode:       c.text("zipCode"),
			City:          c.text("city"),
			Country:       c.text("country"),
		}
	}
	if c.has(columns[job:contact]...) {
		e.Job = &careflex.Job{
			EmploymentSite:    c.text("employmentSite"),
			EmploymentStatus:  careflex.EmploymentStatus(c.text("employmentStatus")),
			StartOfEmployment: c.date("startOfEmployment"),
			PersonnelNumber:   c.text("personnelNumber"),
			Management:        c.yesNo("management"),
		}
	}
	if c.has(columns[contact:]...) {
		e.Contact = &careflex.Contact{
			EmailBusiness:    c.optional("emailBusiness"),
			MobileBusiness:   c.optional("mobileBusiness"),
			LandlineBusiness: c.optional("landlineBusiness"),
		}
	}
	return e
}
