// Command contracts writes the contracts of the matrix of peers, one for each style of messages, into a folder.
package main

import (
	_ "embed"
	"log"
	"os"
	"path/filepath"
	"text/template"
)

//go:embed contract.wsdl.tmpl
var text string

// operation returns a value of its type.
type operation struct{ Name, Type string }

// array is a type that restricts the array of SOAP's encoding.
type array struct{ Name, Items string }

// style is a style of messages.
type style struct {
	Name                       string
	Document, Wrapped, Encoded bool
	SOAP                       string // the namespace of WSDL's extension
	Use, FaultUse              string // the attributes of soap:body and soap:fault
	Operations                 []operation
	Arrays                     []array
}

const (
	soap11 = "http://schemas.xmlsoap.org/wsdl/soap/"
	soap12 = "http://schemas.xmlsoap.org/wsdl/soap12/"

	literal = `use="literal"`
	rpc     = `use="literal" namespace="urn:peers"`
	encoded = `use="encoded" namespace="urn:peers" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"`
)

var (
	arrays = []array{{"Numbers", "xs:int[]"}, {"Points", "t:Point[]"}, {"Grid", "xs:int[,]"}, {"Lines", "xs:string[][]"}}

	styles = []style{
		{Name: "wrapped", Document: true, Wrapped: true, SOAP: soap11, Use: literal, FaultUse: literal},
		{Name: "wrapped12", Document: true, Wrapped: true, SOAP: soap12, Use: literal, FaultUse: literal},
		{Name: "bare", Document: true, SOAP: soap11, Use: literal, FaultUse: literal},
		{Name: "rpc", SOAP: soap11, Use: rpc, FaultUse: literal},
		{Name: "encoded", Encoded: true, SOAP: soap11, Use: encoded, FaultUse: encoded, Arrays: arrays},
	}
)

func main() {
	contract := template.Must(template.New("").Parse(text))
	for _, s := range styles {
		for _, o := range []operation{{"echoScalars", "t:Scalars"}, {"echoMoments", "t:Moments"}, {"echoLists", "t:Lists"},
			{"echoNothing", "t:Nothing"}, {"echoMoods", "t:Moods"}, {"echoChoice", "t:Choice"}, {"echoShapes", "t:Shapes"},
			{"greet", "xs:string"}, {"fail", "xs:string"}} {
			if o.Name != "echoLists" || !s.Encoded { // the encoding has arrays instead
				s.Operations = append(s.Operations, o)
			}
		}
		for _, a := range s.Arrays {
			s.Operations = append(s.Operations, operation{"echo" + a.Name, "t:" + a.Name})
		}
		folder := filepath.Join(os.Args[1], s.Name)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			log.Fatal(err)
		}
		file, err := os.Create(filepath.Join(folder, s.Name+".wsdl"))
		if err != nil {
			log.Fatal(err)
		}
		if err := contract.Execute(file, s); err != nil {
			log.Fatal(err)
		}
		if err := file.Close(); err != nil {
			log.Fatal(err)
		}
	}
}
