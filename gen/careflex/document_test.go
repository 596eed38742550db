// What the document prints: its payloads, byte for byte, and its requests as Go values.

package careflex_test

import "github.com/kontrakt-dev/kontrakt/gen/careflex"

// documentToken is the access token of "Access token query".
const documentToken = `P7kmfo8HXItLLOReHq65o4%§ggg45dYhSm5ODc`

// documentTokenAnswer is the answer that holds it. The page indents created_at by no-break spaces, which
// TestTokenResponseWithNoBreakSpaces puts back.
const documentTokenAnswer = `{
"access_token":"P7kmfo8HXItLLOReHq65o4%§ggg45dYhSm5ODc",
"token_type":"Bearer",
"expires_in":43200,
                "created_at":1589887223
}`

// documentNoIncidentRequest is the request of "Empty message".
const documentNoIncidentRequest = `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:car="http://n4.de/careflex">
<soapenv:Header/>
<soapenv:Body>
<car:NoIncidentRequest>
<careflexId>09ce3580d84bf090</careflexId>
<apitoken>maL0HMDszA2b9PKiqCAZRGh0ZDpVjmvc</apitoken>
<createdAt>2020-08-24</createdAt>
</car:NoIncidentRequest>
</soapenv:Body>
</soapenv:Envelope>`

// documentNoIncidentResponse is the response of "Empty message".
const documentNoIncidentResponse = `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">
<SOAP-ENV:Header/>
<SOAP-ENV:Body>
<ns3:NoIncidentResponse xmlns:ns3="http://n4.de/careflex"/>
</SOAP-ENV:Body>
</SOAP-ENV:Envelope>`

// documentNewIncidentRequest is the request of "Notification with and without master data".
const documentNewIncidentRequest = `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns="http://n4.de/careflex/2.0">
<soapenv:Header/>
<soapenv:Body>
<ns:NewIncidentRequest>
<careflexId>09ce3580d84bf087</careflexId>
<apitoken>88ea9396-386f-4130-bd00-1dd34e5636bd</apitoken>
<incidentList>
<plainIncident>
<employeeId>4711</employeeId>
<validFrom>2020-04-24</validFrom>
<createdAt>2020-04-24</createdAt>
<type>RST</type>
</plainIncident>
<newIncident>
<employeeId>4811</employeeId>
<validFrom>2020-04-24</validFrom>
<createdAt>2020-04-24</createdAt>
<type>NEW</type>
<employee>
<title>Prof. Dr.</title>
<firstName>Thomas</firstName>
<lastName>Mustermann</lastName>
<birthday>1979-01-15</birthday>
<sex>m</sex>
<address>
<street>Musterstraße</street>
<houseNumber>9</houseNumber>
<addressSuffix>c/o Max Hauptmieter</addressSuffix>
<zipCode>01234</zipCode>
<city>Musterstadt</city>
<country>DE</country>
</address>
<job>
<employmentSite>Branch 1</employmentSite>
<employmentStatus>T</employmentStatus>
<startOfEmployment>2020-04-24</startOfEmployment>
<personnelNumber>123654789</personnelNumber>
<management>true</management>
</job>
<contact>
<emailBusiness>
thomas.mustermann@musterfirma.de
</emailBusiness>
<mobileBusiness>0123 12345678</mobileBusiness>
<landlineBusiness>030 12345678</landlineBusiness>
</contact>
</employee>
</newIncident>
<plainIncident>
<externalId>CustomerId-4711-2345</externalId>
<employeeId>35801170498</employeeId>
<validFrom>2020-04-24</validFrom>
<createdAt>2020-04-24</createdAt>
<type>RST</type>
</plainIncident>
</incidentList>
</ns:NewIncidentRequest>
</soapenv:Body>
</soapenv:Envelope>`

// documentNewIncidentResponse is the response of "Notification with and without master data".
const documentNewIncidentResponse = `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">
<SOAP-ENV:Header/>
<SOAP-ENV:Body>
<ns3:NewIncidentResponse xmlns:ns3="http://n4.de/careflex/2.0">
<importId>550a80b5-de70-4078-860e-c03d75b1dc49</importId>
<incidentResponseList>
<incident>
<rowNumber>0</rowNumber>
<incidentId>
3b2d4888-a25c-4c8b-9818-aa6b428bd2de
</incidentId>
<employeeId>4711</employeeId>
<type>RSTxxx</type>
</incident>
<incident>
<rowNumber>1</rowNumber>
<incidentId>
3615b6af-e2f2-4dcf-a945-d9ad8546228b
</incidentId>
<employeeId>4811</employeeId>
<type>NEU</type>
<incidentError>
<code>422</code>
<message>The validation failed: The content of the field 'type' is invalid with the reason: invalid value</message>
</incidentError>
</incident>
<incident>
<rowNumber>2</rowNumber>
<incidentId>
3b2d4888-a25c-4c8b-9818-aa6b428bd2df
</incidentId>
<externalId>CustomerId-4711-2345</externalId>
<employeeId>35801170498</employeeId>
<type>RST</type>
</incident>
</incidentResponseList>
</ns3:NewIncidentResponse>
</SOAP-ENV:Body>
</SOAP-ENV:Envelope>`

// documentEmptyMessage returns documentNoIncidentRequest as a Go value.
func documentEmptyMessage() *careflex.NoIncidentRequest {
	return &careflex.NoIncidentRequest{
		CareflexID: "09ce3580d84bf090",
		APIToken:   "maL0HMDszA2b9PKiqCAZRGh0ZDpVjmvc",
		CreatedAt:  careflex.NewDate(2020, 8, 24),
	}
}

// documentReport returns documentNewIncidentRequest as a Go value.
func documentReport() *careflex.NewIncidentRequest {
	day := careflex.NewDate(2020, 4, 24)
	return &careflex.NewIncidentRequest{
		CareflexID: "09ce3580d84bf087",
		APIToken:   "88ea9396-386f-4130-bd00-1dd34e5636bd",
		IncidentList: careflex.IncidentList{Incidents: []careflex.IncidentListItem{
			{PlainIncident: &careflex.PlainIncident{
				EmployeeID: "4711",
				ValidFrom:  day,
				CreatedAt:  day,
				Type:       careflex.IncidentTypeRST,
			}},
			{NewIncident: &careflex.NewIncident{
				EmployeeID: "4811",
				ValidFrom:  day,
				CreatedAt:  day,
				Type:       careflex.IncidentTypeNEW,
				Employee: careflex.Employee{
					Title:     new("Prof. Dr."),
					FirstName: "Thomas",
					LastName:  "Mustermann",
					Birthday:  careflex.NewDate(1979, 1, 15),
					Sex:       careflex.SexM,
					Address: &careflex.Address{
						Street:        "Musterstraße",
						HouseNumber:   "9",
						AddressSuffix: new("c/o Max Hauptmieter"),
						ZipCode:       "01234",
						City:          "Musterstadt",
						Country:       "DE",
					},
					Job: &careflex.Job{
						EmploymentSite:    "Branch 1",
						EmploymentStatus:  careflex.EmploymentStatusT,
						StartOfEmployment: day,
						PersonnelNumber:   "123654789",
						Management:        true,
					},
					Contact: &careflex.Contact{
						EmailBusiness:    new("thomas.mustermann@musterfirma.de"),
						MobileBusiness:   new("0123 12345678"),
						LandlineBusiness: new("030 12345678"),
					},
				},
			}},
			{PlainIncident: &careflex.PlainIncident{
				ExternalID: new("CustomerId-4711-2345"),
				EmployeeID: "35801170498",
				ValidFrom:  day,
				CreatedAt:  day,
				Type:       careflex.IncidentTypeRST,
			}},
		}},
	}
}

// documentOutcome returns documentNewIncidentResponse as a Go value.
func documentOutcome() *careflex.NewIncidentResponse {
	return &careflex.NewIncidentResponse{
		ImportID: "550a80b5-de70-4078-860e-c03d75b1dc49",
		IncidentResponseList: careflex.IncidentResponseList{Incidents: []careflex.IncidentResponse{
			{
				RowNumber:  0,
				IncidentID: new("3b2d4888-a25c-4c8b-9818-aa6b428bd2de"),
				EmployeeID: "4711",
				Type:       "RSTxxx",
			},
			{
				RowNumber:  1,
				IncidentID: new("3615b6af-e2f2-4dcf-a945-d9ad8546228b"),
				EmployeeID: "4811",
				Type:       "NEU",
				IncidentError: &careflex.IncidentError{
					Code: 422,
					Message: "The validation failed: The content of the field 'type' is invalid " +
						"with the reason: invalid value",
				},
			},
			{
				RowNumber:  2,
				IncidentID: new("3b2d4888-a25c-4c8b-9818-aa6b428bd2df"),
				ExternalID: new("CustomerId-4711-2345"),
				EmployeeID: "35801170498",
				Type:       careflex.IncidentTypeRST,
			},
		}},
	}
}
