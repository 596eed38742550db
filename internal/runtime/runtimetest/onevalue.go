// Single values read from XML.

package runtimetest

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
)

// oneField makes a struct with the one field V, of the type of zero and with a tag.
func oneField(zero any, tag string) any {
	return reflect.New(reflect.StructOf([]reflect.StructField{{Name: "V", Type: reflect.TypeOf(zero),
		Tag: reflect.StructTag(fmt.Sprintf("soap:%q", tag))}})).Interface()
}

// ReadValue reads the field V of a struct of one field from doc, whose element is r.
func ReadValue(zero any, tag, doc string) (value any, err error) {
	m := oneField(zero, tag)
	err = xmltype.New(new(contract.Types)).DecodeDocument([]byte(doc), "r", m)
	return reflect.ValueOf(m).Elem().Field(0).Interface(), err
}

// IsDeviation reports whether err is that of a document that was read although it departs from its contract.
func IsDeviation(err error) bool {
	var deviating *wire.DeviationError
	return errors.As(err, &deviating)
}
