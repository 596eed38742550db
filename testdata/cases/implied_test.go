// Default and fixed values: what may be left out.

package cases_test

import (
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/fixed"
)

// A fixed value is one value however it is written: xmllint compares the texts of elements.
func TestFixedValues(t *testing.T) {
	m := &fixed.Order{Version: new(fixed.Decimal("1.30")), Rate: new(fixed.Decimal("+1")), Term: "PT24H", Year: "2026+00:00",
		Opens: &fixed.TimeOfDay{Hour: 9, Zone: fixed.NewZone(time.Hour)}}
	if err := m.Validate(); err != nil {
		t.Error(err)
	}
}

// What has a fixed or default value and is required is sent with it where nothing is set; what is optional is not sent.
func TestImpliedValues(t *testing.T) {
	for _, test := range []struct {
		message xmlMessage
		want    string
	}{
		{new(fixed.Order), `<t:order xmlns:t="urn:fixed" version="1.3"><t:kind>order</t:kind><t:format>4</t:format>` +
			`<t:rate>1.0</t:rate><t:currency>EUR</t:currency></t:order>`},
		{&fixed.Order{Tag: []string{"", "red"}, VoidNil: true}, `<t:order xmlns:t="urn:fixed" version="1.3"><t:kind>order</t:kind>` +
			`<t:format>4</t:format><t:rate>1.0</t:rate><t:currency>EUR</t:currency><t:tag>any</t:tag><t:tag>red</t:tag>` +
			`<t:void xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></t:order>`},
		{new(fixed.Greeting), `<t:greeting xmlns:t="urn:fixed">hello</t:greeting>`},
	} {
		if err := test.message.Validate(); err != nil {
			t.Error(err)
		}
		if got, err := test.message.AppendXML(nil); err != nil || string(got) != test.want {
			t.Errorf("%v\n%s\nwant\n%s", err, got, test.want)
		}
	}
}
