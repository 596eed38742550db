// Tests of spellings: exact documents, and random ones that mean the same to libxml2.

package spelling_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/spelling"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

const soap11 = "http://schemas.xmlsoap.org/soap/envelope/"

// envelope returns an envelope with a header and a body, in which the namespace of the envelope has the prefix.
func envelope(prefix, header, body string) string {
	return strings.NewReplacer("P:", prefix+":", ":P=", ":"+prefix+"=").Replace(`<P:Envelope xmlns:P="` + soap11 + `">` +
		header + `<P:Body>` + body + `</P:Body></P:Envelope>`)
}

func TestSpelling(t *testing.T) {
	const block = `<h:id xmlns:h="urn:h" soapenv:mustUnderstand="1" h:x=" soapenv:a='1'">7</h:id>`
	for name, test := range map[string]struct {
		spelling     spelling.Spelling
		header, body string // as they are
		want         string
	}{
		"nothing":     {spelling.Spelling{}, "", "<a/><b></b>", envelope("soapenv", "", "<a/><b></b>")},
		"declaration": {spelling.Spelling{Declaration: true}, "", "<a/>", `<?xml version="1.0" encoding="UTF-8"?>` + envelope("soapenv", "", "<a/>")},
		"short":       {spelling.Spelling{Empty: spelling.Short}, "", `<a></a><b/><c x="/" ></c>`, envelope("soapenv", "", `<a/><b/><c x="/" />`)},
		"long":        {spelling.Spelling{Empty: spelling.Long}, "", `<a/><n:b x=">"/><c />`, envelope("soapenv", "", `<a></a><n:b x=">"></n:b><c ></c>`)},
		"no content but space": {spelling.Spelling{Empty: spelling.Short}, "", "<a> </a><b><!----></b>",
			envelope("soapenv", "", "<a> </a><b><!----></b>")},
		"prefix": {spelling.Spelling{Prefix: "s"}, "<P:Header>" + block + "</P:Header>", "<a>soapenv:b</a>",
			envelope("s", `<P:Header><h:id xmlns:h="urn:h" s:mustUnderstand="1" h:x=" soapenv:a='1'">7</h:id></P:Header>`, "<a>soapenv:b</a>")},
		"prefix of a block's own": {spelling.Spelling{Prefix: "s"}, `<P:Header><b soapenv:x="" xmlns:soapenv = 'urn:b'/></P:Header>`, "",
			envelope("s", `<P:Header><b soapenv:x="" xmlns:soapenv = 'urn:b'/></P:Header>`, "")},
		"empty envelope": {spelling.Spelling{Prefix: "s", Empty: spelling.Long}, "<P:Header/>", "", envelope("s", "<P:Header></P:Header>", "")},
		"CDATA": {spelling.Spelling{CDATA: []string{"a", "c"}}, "", `<a>1 &lt; <![CDATA[2]]></a><t:a>&lt;&amp;"&#x9;</t:a><b>1</b><c></c>`,
			envelope("soapenv", "", `<a>1 &lt; <![CDATA[2]]></a><t:a><![CDATA[<&"`+"\t"+`]]></t:a><b>1</b><c></c>`)},
		"end of CDATA": {spelling.Spelling{CDATA: []string{"a"}}, "", `<a>]]&gt;&#xD;&#13;</a>`,
			envelope("soapenv", "", `<a><![CDATA[]]]]><![CDATA[>]]>&#xD;<![CDATA[]]>&#xD;<![CDATA[]]></a>`)},
		"no text alone": {spelling.Spelling{CDATA: []string{"a"}}, "", `<a>b<c/></a><a><c/>b</a><a>b<!----></a>`,
			envelope("soapenv", "", `<a>b<c/></a><a><c/>b</a><a>b<!----></a>`)},
	} {
		if got := string(test.spelling.Append(nil, envelope("soapenv", test.header, test.body))); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// drawn draws the content of elements.
type drawn struct{ *rand.Rand }

func (d drawn) one(of ...string) string { return of[d.IntN(len(of))] }

// element draws an element. One that is a header block or a message has attributes of the envelope's namespace.
func (d drawn) element(depth int, attributes string) string {
	name := d.one("a", "n:b", "n:soapenv", "text")
	tag := "<" + name + ` xmlns:n="urn:n"` + attributes
	for i := range d.IntN(3) {
		tag += d.one(" ", "\n") + fmt.Sprintf("x%d", i) + d.one("=", " = ") + d.one(`">"`, `'"/>'`, `" soapenv:y='1' "`, `"&lt;&#10;"`)
	}
	content := ""
	for range d.IntN(4) {
		switch {
		case depth < 5 && d.IntN(2) == 0:
			content += d.element(depth+1, "")
		default:
			content += d.one("t", "&lt;a&gt;", "]]&gt;", "&#xD;", "\r\n", "ü \U0001F600", "<!-- <a> -->", "<![CDATA[</a>]]>", "<?p ?>", "soapenv:q", "&#38;")
		}
	}
	if content == "" && d.IntN(2) == 0 {
		return tag + d.one("/>", " />")
	}
	return tag + d.one(">", " >") + content + "</" + name + d.one(">", " >")
}

// Random documents have the same canonical form (Canonical XML 1.0) in each spelling, as libxml2 sees it.
func TestSpellingMeansTheSame(t *testing.T) {
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not here: apt-get install libxml2-utils")
	}
	folder := t.TempDir()
	canonical := func(name, doc string) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		output, err := exec.Command("xmllint", "--nonet", "--c14n", file).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s\n%s", err, output, doc)
		}
		return string(output)
	}
	for seed := range uint64(60) {
		d := drawn{rand.New(rand.NewPCG(seed, 1))}
		s := spelling.Spelling{Prefix: d.one("", "s", "SOAP-ENV"), Declaration: d.IntN(2) == 0,
			Empty: d.one("", spelling.Short, spelling.Long)}
		if d.IntN(2) == 0 {
			s.CDATA = []string{"a", "text"}
		}
		header, body := "<P:Header>", ""
		for range d.IntN(3) {
			header += d.element(2, ` P:mustUnderstand="1"`)
		}
		if header += "</P:Header>"; d.IntN(3) > 0 {
			body = d.element(2, d.one("", ` P:encodingStyle="urn:e"`))
		}
		got := string(s.Append(nil, envelope("soapenv", header, body)))
		prefix := s.Prefix
		if prefix == "" {
			prefix = "soapenv"
		}
		if got, want := canonical("got.xml", got), canonical("want.xml", envelope(prefix, header, body)); got != want {
			t.Errorf("%+v:\n%s\nwant\n%s", s, got, want)
		}
	}
}

// FuzzSpelling checks that a document stays well-formed in each spelling, and that one without choices is the same.
func FuzzSpelling(f *testing.F) {
	for _, seed := range []string{"<a/>", `<a x=">"><b></b>]]&gt;</a>`, "<?xml version='1.0'?><!----><a><![CDATA[>]]>&#13;</a\n>",
		`<soapenv:a xmlns:soapenv="u"><soapenv:b><c soapenv:x='"' /></soapenv:b></soapenv:a> `} {
		f.Add(seed)
	}
	isWellFormed := func(doc string) bool { return xmlwire.NewDecoder(doc, []string{""}).Close() == nil }
	f.Fuzz(func(t *testing.T, doc string) {
		if !isWellFormed(doc) {
			return
		}
		if got := string((&spelling.Spelling{}).Append(nil, doc)); got != doc {
			t.Errorf("%q became %q", doc, got)
		}
		for _, empty := range []string{spelling.Short, spelling.Long} {
			got := string((&spelling.Spelling{CDATA: []string{"a", "b", "c"}, Empty: empty}).Append(nil, doc))
			if !isWellFormed(got) {
				t.Errorf("%q became %q", doc, got)
			}
		}
	})
}
