// Values that are zero, as large as can be, or written in another form.

package cases_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/zeros"
)

// What is zero is told apart from what is absent.
func TestZerosAreNotAbsent(t *testing.T) {
	none := &zeros.Meter{Must: zeros.Flag0}
	midnight := zeros.TimeOfDay{}
	all := &zeros.Meter{FlagAttr: new(zeros.Flag0), At: &midnight, BreaksAttr: []zeros.TimeOfDay{},
		Serial: new(zeros.Integer("0")), Flag: new(zeros.Flag0), Small: new(zeros.Small0), Rate: zeros.Rate0, Flags: []zeros.Flag{0}, Opens: &midnight,
		Breaks: []zeros.TimeOfDay{}, State: new(zeros.StateEmpty), Total: new(zeros.Integer("0")),
		Count: new(zeros.Integer("0")), Part: new(int32(0))}
	j := newXMLJudge(t, "zeros")
	for _, m := range []*zeros.Meter{none, all} {
		if err := m.Validate(); err != nil {
			t.Error(err)
		}
		doc, err := m.AppendXML(nil)
		if err != nil {
			t.Fatal(err)
		}
		j.add("zeros", doc, true)
		var got zeros.Meter
		if err := got.DecodeXML(doc); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(m, &got); diff != "" {
			t.Errorf("(-want +got):\n%s\nin %s", diff, doc)
		}
		if n := strings.Count(string(doc), "<t:"); n != map[*zeros.Meter]int{none: 3, all: 13}[m] {
			t.Errorf("there are %d elements in %s", n, doc)
		}
	}
	j.verdict()
}

// Numbers are read in every form that they can be written in.
func TestFormsOfNumbers(t *testing.T) {
	forms := []string{"9", "09", "009", "+9", "+0009", " 9 ", "\n\t009\r\n", strings.Repeat("0", 300) + "9"}
	for _, form := range forms {
		var m zeros.Meter
		doc := strings.ReplaceAll(`<meter xmlns="urn:zeros" serial="N"><must> 01 </must><closes>24:00:00</closes>`+
			`<total>N</total><count>N</count><part>N</part></meter>`, "N", form)
		if err := m.DecodeXML([]byte(doc)); err != nil {
			t.Errorf("%q: %v", form, err)
			continue
		}
		if *m.Part != 9 || m.Must != zeros.Flag1 {
			t.Errorf("%q: got %d, %d", form, *m.Part, m.Must)
		}
		for _, n := range []*zeros.Integer{m.Serial, m.Total, m.Count} {
			if i, ok := n.Int64(); !ok || i != 9 {
				t.Errorf("%q: got %v", form, *n)
			}
		}
		if err := m.Validate(); err != nil {
			t.Errorf("%q: %v", form, err)
		}
	}
}
