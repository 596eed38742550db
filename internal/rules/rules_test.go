// Rules as they are read from the folder of a case, and what is refused there.

package rules_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/rules"
)

const contract = `<definitions>
  <types>
    <!-- Rule: An order
         is a struct. -->
    <complexType name="Order">
      <element name="size"/>
    </complexType>

    <element name="aside" type="Aside"/>
    <!-- Rule: A size is one of some. Go: Order.Check, Aside. -->
    <simpleType name="Größe"/>
    <!-- Rule: What repeats is a slice. Go: List. -->
    <element name="list"/>
  </types>
  <!-- Rule: An operation is a method. -->
  <operation name="Send"/>
</definitions>
`

const types = `package shop

// Order is ordered.
//
// Contract: contract.wsdl, Order.
type Order struct {
	Size Größe
}

func (o Order) Check() error { return nil }

// Größe is a size.
//
// Contract: contract.wsdl, Größe.
type Größe string

// The sizes.
const (
	GrößeS Größe = "S"
)

// Aside is of no rule's excerpt.
//
// Contract: contract.wsdl, aside.
type Aside struct{}

type List []Order
`

const client = `package shop

type Client struct{}

func New() *Client { return nil }

// Send sends.
//
// Contract: contract.wsdl, operation Send.
func (c *Client) Send() error {
	return nil
}
`

const order = `// Order is ordered.
type Order struct {
	Size Größe
}`

const size = `// Größe is a size.
type Größe string

// The sizes.
const (
	GrößeS Größe = "S"
)`

var want = []rules.Rule{
	{
		Statement: "An order is a struct.",
		Excerpt:   "<complexType name=\"Order\">\n  <element name=\"size\"/>\n</complexType>\n",
		Sources:   []string{order},
	},
	{
		Statement: "A size is one of some.",
		Excerpt:   "<simpleType name=\"Größe\"/>\n",
		Sources: []string{
			size, "func (o Order) Check() error { return nil }",
			"// Aside is of no rule's excerpt.\ntype Aside struct{}",
		},
	},
	{
		Statement: "What repeats is a slice.",
		Excerpt:   "<element name=\"list\"/>\n",
		Sources:   []string{"type List []Order"},
	},
	{
		Statement: "An operation is a method.",
		Excerpt:   "<operation name=\"Send\"/>\n",
		Sources:   []string{"// Send sends.\nfunc (c *Client) Send() error"},
	},
}

// layOut returns a folder of the files, content by name.
func layOut(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// inUTF16 returns text in UTF-16, behind a byte order mark.
func inUTF16(order binary.AppendByteOrder, text string) string {
	var document []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		document = order.AppendUint16(document, unit)
	}
	return string(document)
}

func TestRead(t *testing.T) {
	for encoding, text := range map[string]string{
		"UTF-8":                 contract,
		"UTF-16, big-endian":    inUTF16(binary.BigEndian, contract),
		"UTF-16, little-endian": inUTF16(binary.LittleEndian, contract),
	} {
		folder := layOut(t, map[string]string{"contract.wsdl": text, "types.go": types, "client.go": client})
		got, err := rules.Read(folder)
		if err != nil {
			t.Errorf("%s: %v", encoding, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", encoding, diff)
		}
	}
}

const description = `kontrakt: 1
# Rule: The address has a
#   default. Go: DefaultURL, Config.URL.
baseUrl: https://shop.example

types:
  # A remark.
  Order:
    fields:
      # Rule: A size is a
      #
      # number. Go: Order.Size, Order.Sizes.
      send: int
functions:

  # Rule: A function is a method. Go: New.
  send: {get: /}
  get: {get: /}
`

const described = `package shop

const DefaultURL = "x"

type Config struct {
	// URL is an address.
	URL, Other string
}

// Order is ordered.
//
// Contract: contract.yaml, Order.
type Order struct {
	Size  int ` + "`json:\"a\"`" + `
	Sizes []int
}

func New() *Client { return nil }

// Send sends.
//
// Contract: contract.yaml, function send.
func (c *Client[T]) Send() error { return nil }

// Get gets.
//
// Contract: contract.yaml, function get.
func (c *Client[T]) Get() error { return nil }
`

func TestReadDescription(t *testing.T) {
	got, err := rules.Read(layOut(t, map[string]string{"contract.yaml": description, "client.go": described}))
	want := []rules.Rule{
		{
			Statement: "The address has a default.",
			Excerpt:   "baseUrl: https://shop.example\n",
			Sources:   []string{`const DefaultURL = "x"`, "// URL is an address.\nURL string"},
		},
		{
			Statement: "A size is a number.",
			Excerpt:   "send: int\n",
			Sources:   []string{"Size int `json:\"a\"`", "Sizes []int"},
		},
		{
			Statement: "A function is a method.",
			Excerpt:   "send: {get: /}\nget: {get: /}\n",
			Sources: []string{
				"// Send sends.\nfunc (c *Client[T]) Send() error",
				"// Get gets.\nfunc (c *Client[T]) Get() error",
				"func New() *Client { return nil }",
			},
		},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Every fault of a contract is told, with its line and what to do.
func TestReadRefuses(t *testing.T) {
	const cited = "package p\n\n// T is.\n//\n// Contract: contract.wsdl, T.\ntype T int\n"
	for name, test := range map[string]struct {
		contract, code string
		want           []string
	}{
		"no rule": {
			"<!-- A remark. -->\n<a/>\n", cited,
			[]string{` states no rule: begin a comment with "Rule:"`},
		},
		"no statement": {
			"<!-- Rule: -->\n<element name=\"T\"/>\n", cited,
			[]string{":2: the rule is empty, or no excerpt follows it"},
		},
		"no excerpt": {
			"<!-- Rule: R. Go: T. -->\n\n<a/>\n", cited,
			[]string{":2: the rule is empty, or no excerpt follows it"},
		},
		"excerpts that nothing cites": {
			"<!-- Rule: R. -->\n<element name=\"T\"/>\n\n<!-- Rule: S. -->\n<b/>\n\n<!-- Rule: T. -->\n<c/>\n", cited,
			[]string{
				":5: no declaration cites the excerpt: name those that show the rule at its end (Go: T, T.method.)",
				":8: no declaration cites the excerpt: name those that show the rule at its end (Go: T, T.method.)",
			},
		},
		"declarations that are not there": {
			"<!-- Rule: R. Go: U, T, T.v. -->\n<a/>\n", cited,
			[]string{":2: there is no U", ":2: there is no T.v"},
		},
	} {
		folder := layOut(t, map[string]string{"contract.wsdl": test.contract, "types.go": test.code})
		list, err := rules.Read(folder)
		if err == nil {
			t.Errorf("%s: read as %+v", name, list)
			continue
		}
		path := filepath.Join(folder, "contract.wsdl")
		if diff := cmp.Diff(path+strings.Join(test.want, "\n"+path), err.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A folder without a contract, or with Go that cannot be parsed, is not one of a case.
func TestReadNoCase(t *testing.T) {
	for _, files := range []map[string]string{
		{"types.go": types},
		{"contract.wsdl": contract, "types.go": "package"},
	} {
		if list, err := rules.Read(layOut(t, files)); err == nil {
			t.Errorf("%q is read as %+v", files, list)
		}
	}
}

func TestText(t *testing.T) {
	for document, want := range map[string]string{
		"":                      "",
		"\xfe":                  "\xfe",
		"größe":                 "größe",
		"gr\xf6\xdfe":           "gr\xf6\xdfe", // in ISO-8859-1
		"\xfe\xff\x00g\x00\xf6": "gö",
		"\xff\xfeg\x00\xf6\x00": "gö",
		"\xff\xfeg\x00\xf6":     "g", // half a unit is none
	} {
		if got := rules.Text([]byte(document)); got != want {
			t.Errorf("Text(%q) = %q, want %q", document, got, want)
		}
	}
}
