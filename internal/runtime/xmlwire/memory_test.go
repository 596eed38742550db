// Tests of memory for decoded values.

package xmlwire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

func TestNewString(t *testing.T) {
	const n = 1000
	d := xmlwire.NewDecoder("<a/>", namespaceTable)
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

// TestItems reads a long list: it gets room for many items at a time, but not for many more than there are.
func TestItems(t *testing.T) {
	const n = 1000
	var m struct {
		Items []struct {
			N int32 `soap:"n"`
		} `soap:"item"`
	}
	for _, head := range []string{"", "<head>" + strings.Repeat("x", 200) + "</head>",
		"<!--" + strings.Repeat("x", 9999) + "-->"} {
		doc := []byte("<a>" + head + strings.Repeat("<item><n>1</n></item>", n) + "</a>")
		types := xmltype.New(new(contract.Types))
		if err := types.DecodeDocument(doc, "a", &m); err != nil {
			t.Fatal(err)
		}
		if len(m.Items) != n || cap(m.Items) > 2*n {
			t.Errorf("%d items have room for %d", len(m.Items), cap(m.Items))
		}
		for i := range m.Items {
			if m.Items[i].N != 1 {
				t.Fatalf("item %d is %v", i, m.Items[i])
			}
		}
		allocs := testing.AllocsPerRun(10, func() {
			if types.DecodeDocument(doc, "a", &m) != nil {
				t.Error("it is not read again")
			}
		})
		if allocs > 40 {
			t.Errorf("%d items take %.0f allocations", n, allocs)
		}
	}
}

// TestDecodingCopies reads texts of every length around those that are copied in another way, from a document that the
// caller changes afterwards: none of them changes.
func TestDecodingCopies(t *testing.T) {
	const most = 200
	content := func(n, i int) string { return strings.Repeat(string(rune('a'+i%26)), n) }
	var doc strings.Builder
	doc.WriteString("<list>")
	for n := range most {
		fmt.Fprintf(&doc, "<t> %s </t><u>%[1]s\n\n%[1]s </u><u>%[1]s</u>", content(n, n))
	}
	doc.WriteString("</list>")
	var got texts
	lent := []byte(doc.String())
	if err := xmltype.New(new(contract.Types)).DecodeDocument(lent, "list", &got); err != nil || len(got.T) != most {
		t.Fatalf("%d texts, %v", len(got.T), err)
	}
	clear(lent)
	for n, text := range got.T {
		s := content(n, n)
		if want := " " + s + " "; text != want {
			t.Errorf("%d bytes: got %q, want %q", n, text, want)
		}
		if two, one := got.U[2*n], got.U[2*n+1]; two != strings.TrimSpace(s+" "+s) || one != s {
			t.Errorf("%d bytes: got %q and %q for %q", n, two, one, s)
		}
	}
}
