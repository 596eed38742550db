// Memory for what is decoded from XML: every string has its own place, and items get room at a time.

package runtime_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

func TestNewString(t *testing.T) {
	const n = 1000
	d := runtime.NewXMLDecoder("<a/>", namespaceTable)
	var kept []*string
	for i := range n {
		kept = append(kept, d.NewString(fmt.Sprint(i)))
	}
	*kept[7] = "changed"
	for i, s := range kept {
		if want := fmt.Sprint(i); *s != want && i != 7 {
			t.Fatalf("string %d is %q", i, *s)
		}
	}
	allocs := testing.AllocsPerRun(10, func() {
		d.Reset("<a/>", namespaceTable)
		for range n {
			d.NewString("")
		}
	})
	if allocs > n/20 {
		t.Errorf("%d strings take %.0f allocations", n, allocs)
	}
}

func TestNewItem(t *testing.T) {
	const n = 1000
	doc := "<a><head>" + strings.Repeat("x", 200) + "</head>" + strings.Repeat("<item><n>1</n></item>", n) + "</a>"
	var items [][2]int32
	growths := 0
	d := runtime.NewXMLDecoder(doc, namespaceTable)
	for d.Child(); d.Child(); {
		if d.Name() != "item" {
			d.Skip()
			continue
		}
		before := cap(items)
		i := runtime.NewItem(d, &items)
		if cap(items) > before {
			growths++
		}
		for d.Child() {
			i[0] += d.Int32()
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if len(items) != n || cap(items) > 2*n || growths > 7 {
		t.Errorf("%d items have room for %d, made in %d steps", len(items), cap(items), growths)
	}
	for i := range items {
		if items[i] != [2]int32{1} {
			t.Fatalf("item %d is %v", i, items[i])
		}
	}
}

// After an error a decoder still does what it is told, to no purpose.
func TestNewItemAfterError(t *testing.T) {
	d := runtime.NewXMLDecoder("<a><b></a>", namespaceTable)
	for d.Child() {
	}
	var items []int
	runtime.NewItem(d, &items)
	runtime.NewItem(d, &items)
	if d.Err() == nil || len(items) != 2 || d.Name() != "" {
		t.Errorf("%v, %d items in %q", d.Err(), len(items), d.Name())
	}
}

// TestDecodeXMLCopies reads texts of every length around those that are copied in another way, from a document that the
// caller changes afterwards: none of them changes.
func TestDecodeXMLCopies(t *testing.T) {
	const most = 200
	type pair struct{ text, token string }
	content := func(n, i int) string { return strings.Repeat(string(rune('a'+i%26)), n) }
	var doc strings.Builder
	doc.WriteString("<list>")
	for n := range most {
		fmt.Fprintf(&doc, "<a> %s </a><b> %[1]s\n\n%[1]s </b><b>%[1]s</b>", content(n, n))
	}
	doc.WriteString("</list>")
	var got []pair
	lent := []byte(doc.String())
	err := runtime.DecodeXML(lent, namespaceTable, 0, "list", func(d *runtime.XMLDecoder) {
		for d.Child() {
			p := pair{text: d.Text()}
			d.Child()
			p.token = d.Token()
			if d.Child(); d.Token() != strings.TrimSpace(p.text) {
				t.Errorf("%q was not read again", p.text)
			}
			got = append(got, p)
		}
	})
	if err != nil || len(got) != most {
		t.Fatalf("%d texts, %v", len(got), err)
	}
	clear(lent)
	for n, p := range got {
		s := content(n, n)
		if want := (pair{" " + s + " ", strings.TrimSpace(s + " " + s)}); p != want {
			t.Errorf("%d bytes: got %q, want %q", n, p, want)
		}
	}
}
