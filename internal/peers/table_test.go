//go:build peers

// The page docs/interop.md.

package peers

import (
	"fmt"
	"slices"
	"strings"
)

// cell is a place in the table.
type cell struct{ peer, style, operation string }

// outcome is what was seen there.
type outcome int

const (
	absent outcome = iota // the contract does not have the shape, or the peer not the style
	understood
	deviates // understood, but it is not as the contract says
	lost
)

const introduction = `# Interoperability

How well generated clients and other implementations of SOAP understand each other's messages. ` + "`make peers`" + ` fills these
tables: it makes servers of five contracts with each implementation that is installed, sends random values of each shape,
and compares what returns. Then clients of these implementations call a server in Go that reads each message without
generated code, as ` + "`gen serve`" + ` does; a generated client reads the values in it. PHP, node-soap and zeep are given values
to send. gSOAP and Axis send the values back that they receive.

- **yes**: every value came back as it was sent.
- **deviation**: every value came back, and the client reports that the response is not as the contract says. With
  ` + "`Config.Lenient`" + ` such a response is no error.
- **no**: the peer returns other values than it received, or none.
- –: the peer does not have this style.

The numbers refer to the reasons below. All of them are the peers'.

The sandbox is called by these clients and by curl, too: ` + "`make judges`" + ` lets each send reports to the CareFlex service
of [` + "`gen serve`" + `](howto/sandbox.md). Their requests keep to the contract, and they understand the rows of the response,
those with an error, and faults.

`

// page returns the page with what was found.
func page(found map[cell]outcome) string {
	var b strings.Builder
	b.WriteString(introduction)
	var reasons []string
	versions := []string{}
	for _, p := range servers {
		versions = append(versions, p.name+" "+p.version())
	}
	for _, p := range clients {
		if !slices.ContainsFunc(servers, func(s server) bool { return s.name == p.name }) {
			versions = append(versions, p.name+" "+p.version())
		}
	}
	fmt.Fprintf(&b, "Versions: %s.\n", strings.Join(versions, ", "))
	section := func(title string, s style, peers []string) {
		fmt.Fprintf(&b, "\n### %s: %s\n\n| | %s |\n|---|%s\n", title, s.title, strings.Join(peers, " | "),
			strings.Repeat("---|", len(peers)))
		for _, shape := range shapes {
			row, isAbsent := "| "+shape.title, true
			for _, peer := range peers {
				c := cell{peer, s.name, shape.operation}
				text := map[outcome]string{absent: "–", understood: "yes", deviates: "deviation", lost: "no"}[found[c]]
				if found[c] > understood {
					why := reason(c)
					if !slices.Contains(reasons, why) {
						reasons = append(reasons, why)
					}
					text += fmt.Sprintf(" (%d)", 1+slices.Index(reasons, why))
				}
				isAbsent = isAbsent && found[c] == absent
				row += " | " + text
			}
			if !isAbsent {
				b.WriteString(row + " |\n")
			}
		}
	}
	for _, s := range styles {
		section("Servers", s, serverNames())
	}
	for _, s := range styles {
		section("Clients", s, clientNames())
	}
	b.WriteString("\n### Reasons\n\n")
	for i, why := range reasons {
		fmt.Fprintf(&b, "%d. %s\n", i+1, why)
	}
	return b.String()
}

func serverNames() (names []string) {
	for _, p := range servers {
		names = append(names, p.name)
	}
	return names
}

func clientNames() (names []string) {
	for _, p := range clients {
		names = append(names, p.name+" client")
	}
	return names
}
