//go:build peers

// Servers that peers make of a contract: each returns the values that it receives.

package peers

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// server is a peer that makes servers of contracts.
type server struct {
	name     string
	versions []string // the command that prints its version
	speaks   func(s style) bool
	start    func(t *testing.T, s style, port string) (url string, command *exec.Cmd)
}

func anything(style) bool { return true }

var servers = []server{
	{"PHP", []string{"php", "-r", `echo PHP_VERSION;`}, anything, startPHP},
	{"gSOAP", []string{"sh", "-c", "soapcpp2 -V 2>&1 | grep -o '[0-9.]*' | head -1"}, anything, startGSOAP},
	{"Axis", []string{"sh", "-c", "ls /usr/share/java | sed -n 's/^axis-\\([0-9.]*\\)\\.jar/\\1/p'"},
		func(s style) bool { return s.name != "wrapped12" }, startAxis},
	{"JAX-WS RI", []string{"sh", "-c", "ls /usr/share/java | sed -n 's/^jaxws-rt-\\([0-9.]*\\)\\.jar/\\1/p'"},
		func(s style) bool { return s.name != "encoded" }, startJAXWS},
	{"node-soap", []string{"node", "-p", `require("./testdata/npm/node_modules/soap/package.json").version`}, anything, startNode},
}

// version returns the version of s that is installed, "" for none.
func (s server) version() string {
	text, err := exec.Command(s.versions[0], s.versions[1:]...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// serve starts a server of the contract of style and returns its URL.
func (s server) serve(t *testing.T, in style) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") // finds a free port
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	listener.Close()
	url, command := s.start(t, in, port)
	log, err := os.Create(filepath.Join(folder(t, in, s.name), "log"))
	if err != nil {
		t.Fatal(err)
	}
	command.Stdout, command.Stderr = log, log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		command.Process.Kill()
		command.Wait()
		log.Close()
	})
	for range 3000 {
		if connection, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			connection.Close()
			return url
		}
		time.Sleep(10 * time.Millisecond) // peers do not say in one way when they listen
	}
	text, _ := os.ReadFile(log.Name())
	t.Fatalf("%s does not listen:\n%s", s.name, text)
	return ""
}

// folder returns the folder in which a peer builds its server of style.
func folder(t *testing.T, s style, peer string) string {
	t.Helper()
	name, err := filepath.Abs(filepath.Join("testdata", s.name, strings.ReplaceAll(peer, " ", "")))
	if err == nil {
		err = os.MkdirAll(name, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// absolute returns the path of a file of this folder.
func absolute(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs a command in a folder, and fails the test with its output if it fails.
func run(t *testing.T, folder, name string, arguments ...string) {
	t.Helper()
	command := exec.Command(name, arguments...)
	command.Dir = folder
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, output)
	}
}

// read returns the text of a file.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// write writes a file.
func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func startPHP(t *testing.T, s style, port string) (string, *exec.Cmd) {
	command := exec.Command("php", "-S", "127.0.0.1:"+port, "servers/php.php")
	command.Env = append(os.Environ(), "PEERS_CONTRACT="+absolute(t, s.contract()), "PHP_CLI_SERVER_WORKERS=1")
	return "http://127.0.0.1:" + port + "/", command
}

func startNode(t *testing.T, s style, port string) (string, *exec.Cmd) {
	return "http://127.0.0.1:" + port + "/", exec.Command("node", "servers/node.js", s.contract(), port,
		absolute(t, "testdata/npm/node_modules"))
}

// gsoapFunction is a function that soapcpp2 declares for an operation.
var gsoapFunction = regexp.MustCompile(`SOAP_FMAC5 int SOAP_FMAC6 ((?:__)?ns1__([a-z]\w*))\(struct soap\*, (\S+) (\*?)(\w+), (.*) &(\w+)\);`)

func startGSOAP(t *testing.T, s style, port string) (string, *exec.Cmd) {
	dir := folder(t, s, "gSOAP")
	run(t, dir, "wsdl2h", "-g", "-o", "peers.h", absolute(t, s.contract()))
	run(t, dir, "soapcpp2", "-S", "-L", "-x", "-w", "-I/usr/share/gsoap/import", "peers.h")
	detail := "detail->ns1__failure = failure"
	if s.name == "encoded" {
		detail = "detail->__type = SOAP_TYPE_ns1__Failure, detail->fault = failure"
	}
	code := []string{`static std::string greeting(struct soap *soap, const std::string &value) {
  std::string user = soap->header && soap->header->ns1__session ? soap->header->ns1__session->user : "";
  soap->header = NULL; // which the response would have, too
  return user + ": " + value;
}
static int failure(struct soap *soap) {
  ns1__Failure *failure = soap_new_ns1__Failure(soap);
  failure->code = 7, failure->reason = "full";
  struct SOAP_ENV__Detail *detail = soap_new_SOAP_ENV__Detail(soap);
  ` + detail + `;
  soap_receiver_fault(soap, "failed", NULL);
  (soap->version == 2 ? soap->fault->SOAP_ENV__Detail : soap->fault->detail) = detail;
  return SOAP_FAULT;
}`}
	for _, f := range gsoapFunction.FindAllStringSubmatch(read(t, filepath.Join(dir, "soapStub.h")), -1) {
		function, operation, typ, star, in, result, out := f[1], f[2], f[3], f[4], f[5], f[6], f[7]
		value, target := in, out
		switch {
		case strings.Contains(result, "Response") && strings.HasPrefix(function, "__") && star == "*": // wrapped
			value, target = in+"->value", out+".value"
		case strings.Contains(result, "Response"): // rpc
			target = out + ".value"
		case star == "*": // bare
			value = "*" + in
		}
		body := target + " = " + value + "; return SOAP_OK;"
		switch operation {
		case "greet":
			body = target + " = greeting(soap, " + value + "); return SOAP_OK;"
		case "fail":
			body = "return failure(soap);"
		}
		code = append(code, fmt.Sprintf("int %s(struct soap *soap, %s %s%s, %s &%s) { %s }", function, typ, star, in, result,
			out, body))
	}
	write(t, filepath.Join(dir, "operations.h"), strings.Join(code, "\n"))
	run(t, dir, "g++", "-w", "-I.", `-DNAMESPACES="PeersBinding.nsmap"`, "-o", "server", absolute(t, "servers/gsoap.cpp"),
		"soapC.cpp", "soapServer.cpp", "-lgsoap++")
	return "http://127.0.0.1:" + port + "/", exec.Command(filepath.Join(dir, "server"), port)
}

// jars returns a class path of Debian's jars.
func jars(names ...string) string {
	for i, name := range names {
		names[i] = "/usr/share/java/" + name + ".jar"
	}
	return strings.Join(names, ":")
}

// compileJava compiles the sources in src into classes.
func compileJava(t *testing.T, dir, classPath string) {
	t.Helper()
	var files []string
	filepath.WalkDir(filepath.Join(dir, "src"), func(path string, _ os.DirEntry, _ error) error {
		if strings.HasSuffix(path, ".java") {
			files = append(files, path)
		}
		return nil
	})
	run(t, dir, "javac", append([]string{"-nowarn", "-cp", classPath, "-d", "classes"}, files...)...)
}

// axisPath returns the class path of Axis, and of classes in the folder of the command.
func axisPath() string {
	return jars("axis", "axis-jaxrpc", "axis-saaj", "commons-logging", "commons-discovery", "wsdl4j", "javax.activation",
		"javax.mail") + ":classes"
}

func startAxis(t *testing.T, s style, port string) (string, *exec.Cmd) {
	dir := folder(t, s, "Axis")
	os.RemoveAll(filepath.Join(dir, "src"))
	path := axisPath()
	run(t, dir, "java", "-cp", path, "org.apache.axis.wsdl.WSDL2Java", "--server-side", "-S", "true", "-o", "src",
		absolute(t, s.contract()))
	name := filepath.Join(dir, "src/peers/PeersBindingImpl.java")
	write(t, name, fmt.Sprintf(axisServer, javaMethods(read(t, name), "user()", `throw new peers.Failure(7, "full");`)))
	compileJava(t, dir, path)
	os.Remove(filepath.Join(dir, "server-config.wsdd"))
	run(t, dir, "java", "-cp", path, "org.apache.axis.utils.Admin", "server", "src/peers/deploy.wsdd")
	command := exec.Command("java", "-cp", path, "org.apache.axis.transport.http.SimpleAxisServer", "-p", port)
	command.Dir = dir
	return "http://127.0.0.1:" + port + "/axis/services/PeersPort", command
}

// javaMethod is a method without annotations. An operation that has its value in a holder returns it as it is.
var javaMethod = regexp.MustCompile(`public\s+([\w.<>\[\]]+)\s+(\w+)\s*\(([^)]*)\)(\s*throws[\w.,\s]+)?[;{]`)

// javaBody returns the body of a method.
func javaBody(result, operation, parameters, greeting, failure string) string {
	first := strings.Fields(strings.Split(parameters, ",")[0])
	value := first[len(first)-1]
	switch {
	case operation == "fail":
		return failure
	case operation == "greet" && result == "void":
		return value + ".value = " + greeting + ` + ": " + ` + value + ".value;"
	case operation == "greet":
		return "return " + greeting + ` + ": " + ` + value + ";"
	case result == "void":
		return ""
	}
	return "return " + value + ";"
}

// javaMethods returns the methods that source declares, with bodies.
func javaMethods(source, greeting, failure string) string {
	source = regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(source, "")
	source = regexp.MustCompile(`@\w+(\((\{[^}]*\}|[^(){}])*\))?`).ReplaceAllString(source, "")
	var code []string
	for _, m := range javaMethod.FindAllStringSubmatch(source, -1) {
		code = append(code, fmt.Sprintf("public %s %s(%s)%s { %s }", m[1], m[2], m[3], m[4],
			javaBody(m[1], m[2], m[3], greeting, failure)))
	}
	return strings.Join(code, "\n")
}

// axisServer is the implementation of a port for Axis.
const axisServer = `package peers;
public class PeersBindingImpl implements PeersPort {
  private String user() throws java.rmi.RemoteException {
    try {
      return ((org.apache.axis.message.MessageElement) org.apache.axis.MessageContext.getCurrentContext().getRequestMessage()
        .getSOAPEnvelope().getHeaderByName("urn:peers", "session").getChildElements().next()).getValue();
    } catch (Exception e) {
      throw new java.rmi.RemoteException("no session", e);
    }
  }
%s
}`

func startJAXWS(t *testing.T, s style, port string) (string, *exec.Cmd) {
	dir := folder(t, s, "JAX-WS RI")
	os.RemoveAll(filepath.Join(dir, "src"))
	os.MkdirAll(filepath.Join(dir, "src"), 0o755)
	path := jars("jaxws-ri-runtime", "jaxws-rt", "jaxws-api", "jaxb-api", "jaxb-runtime", "jaxb-impl", "jaxb-core", "saaj-impl",
		"saaj-api", "stax-ex", "FastInfoset", "policy", "gmbal", "glassfish-pfl-basic", "glassfish-pfl-tf", "glassfish-pfl-dynamic", "mimepull", "streambuffer", "ha-api", "management-api",
		"javax.activation", "jws-api", "jsr181-api", "javax.annotation-api", "istack-commons-runtime", "txw2") + ":classes"
	run(t, dir, "wsimport", "-extension", "-XadditionalHeaders", "-B-XautoNameResolution", "-Xnocompile", "-keep", "-s", "src", "-p", "peers",
		absolute(t, s.contract()))
	source := read(t, filepath.Join(dir, "src/peers/PeersPort.java"))
	binding := "http://schemas.xmlsoap.org/wsdl/soap/http"
	if s.name == "wrapped12" {
		binding = "http://www.w3.org/2003/05/soap/bindings/HTTP/"
	}
	write(t, filepath.Join(dir, "src/peers/PeersServer.java"), fmt.Sprintf(jaxwsServer, javaMethods(source,
		"session.getUser()", `Failure f = new Failure(); f.setCode(7); f.setReason("full"); throw new Failure_Exception("failed", f);`), binding))
	compileJava(t, dir, path)
	command := exec.Command("java", "-cp", path, "peers.PeersServer", "http://127.0.0.1:"+port+"/")
	command.Dir = dir
	return "http://127.0.0.1:" + port + "/", command
}

// jaxwsServer is a server of JAX-WS.
const jaxwsServer = `package peers;
import java.math.*;
import java.util.*;
import javax.xml.datatype.*;
import javax.xml.ws.*;
@javax.jws.WebService(endpointInterface = "peers.PeersPort", targetNamespace = "urn:peers", serviceName = "Peers", portName = "PeersPort")
@BindingType("%[2]s")
public class PeersServer implements PeersPort {
%[1]s
  public static void main(String[] arguments) { Endpoint.publish(arguments[0], new PeersServer()); }
}`
