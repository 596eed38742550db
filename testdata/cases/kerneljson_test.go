// The kernel beside generated code that reads JSON: the same verdict, and the same bytes.

package cases_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

// jsonMutator changes JSON values.
type jsonMutator struct {
	*rand.Rand
	texts []string
}

// mutate returns value with one part changed, or with none.
func (g *jsonMutator) mutate(value any) any {
	if g.IntN(4) == 0 {
		return g.other()
	}
	switch value := value.(type) {
	case map[string]any:
		names := slices.Sorted(maps.Keys(value))
		value = maps.Clone(value)
		if len(names) == 0 || g.IntN(8) == 0 {
			value[g.texts[g.IntN(len(g.texts))]] = g.other()
			return value
		}
		name := names[g.IntN(len(names))]
		switch g.IntN(8) {
		case 0:
			delete(value, name)
		case 1:
			value[name+"x"] = value[name]
			delete(value, name)
		default:
			value[name] = g.mutate(value[name])
		}
		return value
	case []any:
		value = slices.Clone(value)
		switch i := g.IntN(len(value) + 1); {
		case i == len(value):
			return append(value, g.other())
		case g.IntN(4) == 0:
			return slices.Delete(value, i, i+1)
		case g.IntN(4) == 0:
			return append(value, value[i])
		default:
			value[i] = g.mutate(value[i])
		}
		return value
	}
	return g.other()
}

// other returns a value that services write instead of another one.
func (g *jsonMutator) other() any {
	values := []any{nil, "", "1", 1, -7, 1.5, int64(12345678901), 1e300, true, "true", []any{}, map[string]any{}, "2026-02-30",
		"2026-01-02", "2026-01-02T03:04:05", map[string]any{"0": "a", "2": 1}, []any{nil}, []any{"a", 1}}
	if i := g.IntN(2 * len(values)); i < len(values) {
		return values[i]
	}
	return g.texts[g.IntN(len(g.texts))]
}

// TestMutatedJSON reads values that were made from valid ones by a few changes each. The kernel finds what generated code
// finds, each with its path. If both find nothing, both write the same bytes.
func TestMutatedJSON(t *testing.T) {
	const rounds = 600 // of each type
	for _, d := range documents {
		if d.form != inJSON || d.folder == "owntypes" { // whose Go types read less than the contract allows
			continue
		}
		t.Run(d.folder+"/"+d.element, func(t *testing.T) {
			api, ds := rest.Read(schema.Source{FS: os.DirFS(d.folder), Name: "contract.yaml"})
			if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
				t.Fatal(ds)
			}
			c, _ := kernel.New(api)
			typ := api.Types[slices.IndexFunc(api.Types, func(t *schema.Type) bool { return t.Wire.Local == d.element })]
			g := &jsonMutator{rand.New(rand.NewPCG(5, 6)), d.texts(t)}
			instances := d.instances(t, "valid")
			valid, invalid := 0, 0
			for round := range rounds {
				var value any
				decoder := json.NewDecoder(bytes.NewReader(instances[round%len(instances)].doc))
				decoder.UseNumber()
				if err := decoder.Decode(&value); err != nil {
					t.Fatal(err)
				}
				for range round % 4 {
					value = g.mutate(value)
				}
				text, err := json.MarshalIndent(value, "", " ")
				if err != nil {
					t.Fatal(err)
				}
				m := d.new()
				err = m.decode(text)
				fault := m.validate()
				node, violations := c.ReadJSON(string(text), typ)
				var got []string
				for _, v := range violations {
					got = append(got, v.String())
					if v.Line < 1 || v.Column < 1 {
						t.Errorf("%+v has no place", v)
					}
				}
				var deviating *wire.DeviationError
				switch {
				case (err == nil && fault == nil) != (len(got) == 0):
					t.Errorf("%v, %v, but the kernel finds %q in\n%s", err, fault, got, text)
				case errors.As(err, &deviating):
					for _, deviation := range deviating.Deviations {
						if !slices.Contains(got, deviation.String()) {
							t.Errorf("the kernel does not find %s, but %q in\n%s", deviation, got, text)
						}
					}
				case fault != nil:
					for _, v := range got {
						if !strings.Contains(fault.Error(), v) {
							t.Errorf("the kernel finds %s, but generated code %v in\n%s", v, fault, text)
						}
					}
				}
				if len(got) > 0 {
					invalid++
					continue
				}
				valid++
				encoded, err := m.encode()
				written, violations := c.WriteJSON(node, typ)
				if err != nil || len(violations) > 0 || !bytes.Equal(encoded, written) {
					t.Errorf("%v: generated code writes\n%s\nand the kernel, %v,\n%s\nfor\n%s", err, encoded, violations, written, text)
				}
			}
			if valid < rounds/8 || invalid < rounds/8 {
				t.Errorf("%d values are valid and %d are not: they prove too little", valid, invalid)
			}
		})
	}
}
