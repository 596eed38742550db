//go:build peers

// Clients that compile: each sends the values that it receives back.

package peers

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// gsoapCall is a function that soapcpp2 declares for a call of an operation.
var gsoapCall = regexp.MustCompile(`SOAP_FMAC5 int SOAP_FMAC6 (soap_call_(?:__)?ns1__([a-z]\w*))\(`)

func buildGSOAP(t *testing.T, s style) *exec.Cmd {
	dir := folder(t, s, "gSOAP client")
	run(t, dir, "wsdl2h", "-g", "-o", "peers.h", absolute(t, s.contract()))
	run(t, dir, "soapcpp2", "-C", "-L", "-x", "-w", "-I/usr/share/gsoap/import", "peers.h")
	declared := "detail->ns1__failure"
	if s.name == "encoded" {
		declared = "((ns1__Failure *)(detail->__type == SOAP_TYPE_ns1__Failure ? detail->fault : NULL))"
	}
	var code strings.Builder
	for _, f := range gsoapCall.FindAllStringSubmatch(read(t, filepath.Join(dir, "soapStub.h")), -1) {
		fmt.Fprintf(&code, "OPERATION(%q, %s)\n", f[2], f[1])
	}
	write(t, filepath.Join(dir, "operations.h"), code.String())
	run(t, dir, "g++", "-std=c++20", "-w", "-I.", `-DNAMESPACES="PeersBinding.nsmap"`, "-DDECLARED="+declared, "-o", "client",
		absolute(t, "clients/gsoap.cpp"), "soapC.cpp", "soapClient.cpp", "-lgsoap++")
	return exec.Command(filepath.Join(dir, "client"))
}

func buildAxis(t *testing.T, s style) *exec.Cmd {
	dir := folder(t, s, "Axis client")
	os.RemoveAll(filepath.Join(dir, "src"))
	run(t, dir, "java", "-cp", axisPath(), "org.apache.axis.wsdl.WSDL2Java", "-o", "src", absolute(t, s.contract()))
	write(t, filepath.Join(dir, "src/Axis.java"), read(t, "clients/Axis.java"))
	compileJava(t, dir, axisPath())
	command := exec.Command("java", "-cp", axisPath(), "Axis")
	command.Dir = dir
	return command
}
