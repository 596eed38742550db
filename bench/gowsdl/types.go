// Package gowsdl holds the structs that gowsdl v0.5.0 emits for schema/careflex.wsdl, without the JSON tags and with
// corrections: the list is one of alternatives in any order (gowsdl emits a single pointer for each alternative), an
// incident has the elements of its group (gowsdl drops group references), local elements stay out of the namespace (by
// gowsdl's tags they inherit it), and a required false is written (gowsdl leaves it out). They are what encoding/xml is
// measured with.
package gowsdl

import (
	"encoding/xml"

	"github.com/hooklift/gowsdl/soap"
)

type NewIncidentRequest struct {
	XMLName      xml.Name      `xml:"http://n4.de/careflex/2.0 NewIncidentRequest"`
	CareflexId   string        `xml:"careflexId,omitempty"`
	Apitoken     string        `xml:"apitoken,omitempty"`
	IncidentList *IncidentList `xml:"incidentList,omitempty"`
}

type NewIncidentResponse struct {
	XMLName              xml.Name              `xml:"http://n4.de/careflex/2.0 NewIncidentResponse"`
	ImportId             string                `xml:"importId,omitempty"`
	IncidentResponseList *IncidentResponseList `xml:"incidentResponseList,omitempty"`
}

// IncidentList is corrected: see incidentlist.go.
type IncidentList struct {
	Items []IncidentListItem
}

// IncidentListItem has one of its fields.
type IncidentListItem struct {
	PlainIncident *PlainIncident
	NewIncident   *NewIncident
}

type PlainIncident struct {
	ExternalId string        `xml:"externalId,omitempty"`
	EmployeeId string        `xml:"employeeId,omitempty"`
	ValidFrom  soap.XSDDate  `xml:"validFrom,omitempty"`
	CreatedAt  soap.XSDDate  `xml:"createdAt,omitempty"`
	Type_      *IncidentType `xml:"type,omitempty"`
}

type NewIncident struct {
	ExternalId string        `xml:"externalId,omitempty"`
	EmployeeId string        `xml:"employeeId,omitempty"`
	ValidFrom  soap.XSDDate  `xml:"validFrom,omitempty"`
	CreatedAt  soap.XSDDate  `xml:"createdAt,omitempty"`
	Type_      *IncidentType `xml:"type,omitempty"`
	Employee   *Employee     `xml:"employee,omitempty"`
}

type Employee struct {
	Title     string       `xml:"title,omitempty"`
	FirstName string       `xml:"firstName,omitempty"`
	LastName  string       `xml:"lastName,omitempty"`
	Birthday  soap.XSDDate `xml:"birthday,omitempty"`
	Sex       *Sex         `xml:"sex,omitempty"`
	Address   *Address     `xml:"address,omitempty"`
	Job       *Job         `xml:"job,omitempty"`
	Contact   *Contact     `xml:"contact,omitempty"`
}

type Address struct {
	Street        string `xml:"street,omitempty"`
	HouseNumber   string `xml:"houseNumber,omitempty"`
	AddressSuffix string `xml:"addressSuffix,omitempty"`
	ZipCode       string `xml:"zipCode,omitempty"`
	City          string `xml:"city,omitempty"`
	Country       string `xml:"country,omitempty"`
}

type Job struct {
	EmploymentSite    string            `xml:"employmentSite,omitempty"`
	EmploymentStatus  *EmploymentStatus `xml:"employmentStatus,omitempty"`
	StartOfEmployment soap.XSDDate      `xml:"startOfEmployment,omitempty"`
	PersonnelNumber   string            `xml:"personnelNumber,omitempty"`
	Management        bool              `xml:"management"`
}

type Contact struct {
	EmailBusiness    string `xml:"emailBusiness,omitempty"`
	MobileBusiness   string `xml:"mobileBusiness,omitempty"`
	LandlineBusiness string `xml:"landlineBusiness,omitempty"`
}

type IncidentType string

type Sex string

type EmploymentStatus string

type RowNumber int32

type IncidentResponseList struct {
	Incident []*IncidentResponse `xml:"incident,omitempty"`
}

type IncidentResponse struct {
	RowNumber     *RowNumber     `xml:"rowNumber,omitempty"`
	IncidentId    string         `xml:"incidentId,omitempty"`
	ExternalId    string         `xml:"externalId,omitempty"`
	EmployeeId    string         `xml:"employeeId,omitempty"`
	Type_         *IncidentType  `xml:"type,omitempty"`
	IncidentError *IncidentError `xml:"incidentError,omitempty"`
}

type IncidentError struct {
	Code    int32  `xml:"code,omitempty"`
	Message string `xml:"message,omitempty"`
}
