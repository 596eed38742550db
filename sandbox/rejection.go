// Rejections: rows of responses that say why an item of a valid request is not accepted.

package sandbox

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// rejections are the rules of an operation for the items of its request that have rows in the response.
type rejections struct {
	error string // the name of the element of a row that has the reason
	rules []rejection
}

// rejection is a rule. It applies to the first value of an item with the name.
type rejection struct {
	value  string
	oneOf  []string                      // the only texts; nil for any
	before string                        // the name of a value that is greater; "" for none
	reason []struct{ name, text string } // the values below the element of the reason
}

// ruleFile returns the name of the file with the rejections for the contract in a file.
func ruleFile(contract string) string {
	return strings.TrimSuffix(contract, path.Ext(contract)) + ".sandbox.yaml"
}

// ReadRejections reads what the service of a contract rejects, from the file beside the contract in src whose name ends in
// .sandbox.yaml instead of .wsdl. Without the file, there is nothing.
func (s *Sandbox) ReadRejections(contract string, src schema.Source) error {
	service := s.mustService(contract)
	src.Name = ruleFile(src.Name)
	if _, err := fs.Stat(src.FS, src.Name); errors.Is(err, fs.ErrNotExist) || service.contract.API.SOAP == nil {
		return nil
	}
	var ds schema.Diagnostics
	for _, entry := range yamldoc.Read(src, &ds).Entries() {
		op := service.contract.Operation(entry.Key)
		if op == nil || op.Output == nil {
			ds.Faultf(entry.Pos, "there is no operation %s with a response%s", entry.Key, nearest(entry.Key, service.operations()))
			continue
		}
		if service.rejections == nil {
			service.rejections = map[*schema.SOAPOperation]*rejections{}
		}
		service.rejections[op] = readRejections(entry.Value, op)
	}
	return ds.Err()
}

// readRejections reads the rules of op. Their names must be in the contract.
func readRejections(n *yamldoc.Node, op *schema.SOAPOperation) *rejections {
	m := n.Mapping("error", "rules")
	sent := namesOf(op.Input.Type)
	known := func(n *yamldoc.Node, names map[string]bool) string {
		text := n.Text()
		if n != nil && !names[text] {
			n.Faultf("there is no %q in the contract%s", text, nearest(text, slices.Sorted(maps.Keys(names))))
		}
		return text
	}
	r := &rejections{error: known(m.Need("error"), namesOf(op.Output.Type))}
	for _, rule := range m.Need("rules").Items() {
		m := rule.Mapping("value", "oneOf", "before", "error")
		read := rejection{value: known(m.Need("value"), sent), before: known(m.Get("before"), sent)}
		for _, text := range m.Get("oneOf").Items() {
			read.oneOf = append(read.oneOf, text.Text())
		}
		if (read.oneOf == nil) == (read.before == "") {
			rule.Faultf("a rule has either oneOf or before")
		}
		for _, entry := range m.Need("error").Entries() {
			read.reason = append(read.reason, struct{ name, text string }{entry.Key, entry.Value.Text()})
		}
		r.rules = append(r.rules, read)
	}
	return r
}

// broken returns the first rule that an item breaks; nil for none.
func (r *rejections) broken(item *kernel.Node) *rejection {
	for i := range r.rules {
		rule := &r.rules[i]
		value := first(item, rule.value)
		if value == nil {
			continue
		}
		limit := first(item, rule.before)
		switch {
		case rule.oneOf != nil && !slices.Contains(rule.oneOf, strings.TrimSpace(value.Text)):
			return rule
		case limit != nil && !isBefore(value, limit):
			return rule
		}
	}
	return nil
}

// isBefore reports whether the value of a is less than that of b, or cannot be compared with it.
func isBefore(a, b *kernel.Node) bool {
	order, ok := a.Type.Builtin.Compare(strings.TrimSpace(a.Text), strings.TrimSpace(b.Text))
	return !ok || order < 0
}

// first returns the first simple value called name below n; nil for none.
func first(n *kernel.Node, name string) *kernel.Node {
	for _, child := range n.Children {
		if child.Name == name && len(child.Children) == 0 {
			return child
		}
		if found := first(child, name); found != nil {
			return found
		}
	}
	return nil
}

// reject adds the reason to row, which was made of template for item, if item breaks a rule. r may be nil.
func (r *rejections) reject(row, template, item *kernel.Node) {
	if r == nil {
		return
	}
	rule, reason := r.broken(item), template.Child(r.error)
	if rule == nil || reason == nil {
		return
	}
	reason = clone(reason)
	for _, value := range rule.reason {
		if child := reason.Child(value.name); child != nil {
			child.Text = value.text
		}
	}
	place := func(name string) int {
		return slices.IndexFunc(template.Children, func(c *kernel.Node) bool { return c.Name == name })
	}
	row.Children = append(row.Children, reason)
	slices.SortStableFunc(row.Children, func(a, b *kernel.Node) int { return cmp.Compare(place(a.Name), place(b.Name)) })
}
