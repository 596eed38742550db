// Lists: the items of a collection, those that a search finds, and their pages.

package sandbox

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// pageSize is how many items a page has, unless a parameter says otherwise.
const pageSize = 20

// Names of query parameters whose meaning the contract does not state, as [plain] returns them.
var (
	sizeNames   = []string{"size", "limit", "perpage", "pagesize"}
	offsetNames = []string{"from", "offset", "skip"}
	searchNames = []string{"q", "query", "search", "text", "term"}
)

// listResult returns the list that c gets, in the form of shown, an example, and the path of the collection that it is
// from. Until there is an item, the list is that of shown.
func (service *service) listResult(c *restCall, shown any) (result any, source string) {
	var toItems []*schema.Field
	itemType := c.op.Result.Type
	if c.op.Paging != nil {
		toItems, itemType = c.op.Paging.Items, c.op.Item()
	}
	list, _ := memberAt(shown, toItems).([]any)
	if found, from := service.search(c, itemType); found != nil {
		examples := list
		list, source = nil, from
		for _, r := range found {
			if !c.matches(r.value, itemType) {
				continue
			}
			if item, ok := r.as(itemType, examples); ok {
				list = append(list, item)
			}
		}
	} else {
		source = c.path
	}
	start, size := c.window(len(list))
	start = min(max(start, 0), len(list))
	end := start + min(size, len(list)-start)
	page := append([]any{}, list[start:end]...)
	if len(toItems) == 0 {
		return page, source
	}
	setMember(shown, toItems, page)
	if next := c.op.Paging.Next; len(next) > 0 {
		setMember(shown, next, cursor(end, end < len(list), next[len(next)-1]))
	}
	if more := c.op.Paging.More; len(more) > 0 {
		setMember(shown, more, end < len(list))
	}
	return shown, source
}

// cursor returns the value of f, the cursor of the page that begins with the item at index i; nil for none if there is no
// such page.
func cursor(i int, isPage bool, f *schema.Field) any {
	switch {
	case !isPage && !f.Required():
		return nil
	case f.Type.Builtin.IsInteger() && isPage:
		return json.Number(strconv.Itoa(i))
	case f.Type.Builtin.IsInteger():
		return json.Number("0")
	case isPage:
		return strconv.Itoa(i)
	}
	return ""
}

// search returns the items that c can list, and the path of their collection; nil if there never was one. These are
//   - the items at the path of c;
//   - if its last name follows that of a collection, the items of that, as in /pets/findByStatus;
//   - if its last name follows an item and there is a collection of that name, the items of that which refer to the item,
//     as in /customers/7/orders beside /orders.
func (service *service) search(c *restCall, itemType *schema.Type) (list []resource, from string) {
	st := &service.state
	template := c.op.Path
	if list := st.below(c.path); list != nil || itemType.Kind != schema.Struct || strings.HasSuffix(schema.URLTemplate(template), "}") {
		return list, c.path
	}
	above := parentOf(c.path)
	if list := st.below(above); list != nil {
		return list, above
	}
	id, err := url.PathUnescape(lastOf(above))
	other := parentOf(parentOf(above)) + "/" + lastOf(c.path)
	if err != nil || !st.values[above].isItem {
		return nil, ""
	}
	list = st.below(other)
	return slices.DeleteFunc(list, func(r resource) bool { return !mentions(r.value, []string{id}) }), other
}

// mentions reports whether value is or has one of texts.
func mentions(value any, texts []string) bool {
	return hasSimple(value, func(value any) bool { return value != nil && slices.Contains(texts, textOf(value)) })
}

// contains reports whether a simple value in value contains text, which is in small letters.
func contains(value any, text string) bool {
	return hasSimple(value, func(value any) bool { return strings.Contains(strings.ToLower(textOf(value)), text) })
}

// hasSimple reports whether value is or has a simple value, or null, that satisfies is.
func hasSimple(value any, is func(value any) bool) bool {
	switch value := value.(type) {
	case map[string]any:
		for _, member := range value {
			if hasSimple(member, is) {
				return true
			}
		}
		return false
	case []any:
		return slices.ContainsFunc(value, func(item any) bool { return hasSimple(item, is) })
	}
	return is(value)
}

// matches reports whether item fits the search in the query of c: a text anywhere, and values of fields that have the names
// of parameters.
func (c *restCall) matches(item any, t *schema.Type) bool {
	for _, p := range c.op.Parameters {
		given, ok := c.values[p.Wire]
		name := plain(p.Wire)
		if !ok || p.Place != schema.InQuery || slices.Contains(sizeNames, name) || slices.Contains(offsetNames, name) {
			continue
		}
		if slices.Contains(searchNames, name) && !contains(item, strings.ToLower(textOf(given))) {
			return false
		}
		var wanted []string
		list, isList := given.([]any)
		if !isList {
			list = []any{given}
		}
		for _, value := range list {
			wanted = append(wanted, textOf(value))
		}
		for _, f := range t.Fields() {
			if f.Wire.Local == p.Wire && !mentions(asObject(item)[p.Wire], wanted) {
				return false
			}
		}
	}
	return true
}

// window returns the index of the first item that c asks for, of n items, and how many there are at most.
func (c *restCall) window(n int) (start, size int) {
	paging := c.op.Paging
	isPaged := paging != nil && paging.Kind != schema.ByLink
	if size = n; isPaged {
		size = pageSize
	}
	if paging != nil && !isPaged { // its pages have no numbers
		return 0, n
	}
	for _, p := range c.op.Parameters {
		if number, ok := c.number(p); ok && p.Place == schema.InQuery {
			switch {
			case slices.Contains(sizeNames, plain(p.Wire)):
				size = max(number, 0)
			case slices.Contains(offsetNames, plain(p.Wire)):
				start = number
			}
		}
	}
	if !isPaged {
		return start, size
	}
	size = min(max(size, 1), max(n, 1)) // so that the products below are no more than an int holds
	number, isNumber := c.number(paging.Parameter)
	switch _, isGiven := c.values[paging.Parameter.Wire]; {
	case isGiven && !isNumber: // a cursor of somebody else
		return n, size
	case !isGiven:
		return 0, size
	case paging.Kind == schema.ByPage && number-paging.First > n: // it would be beyond all numbers
		return n, size
	case paging.Kind == schema.ByPage:
		return (number - paging.First) * size, size
	}
	return number, size
}

// number returns the value of p if that is a whole number, as the cursors of the sandbox are.
func (c *restCall) number(p *schema.Parameter) (n int, ok bool) {
	value, isGiven := c.values[p.Wire]
	n, err := strconv.Atoi(textOf(value))
	return n, isGiven && err == nil
}

// memberAt returns the member of value to which fields lead.
func memberAt(value any, fields []*schema.Field) any {
	for _, f := range fields {
		value = asObject(value)[f.Wire.Local]
	}
	return value
}

// setMember sets the member of value to which fields lead, if the objects around it are there; nil deletes it.
func setMember(value any, fields []*schema.Field, member any) {
	last := len(fields) - 1
	object := asObject(memberAt(value, fields[:last]))
	switch {
	case object == nil:
	case member == nil:
		delete(object, fields[last].Wire.Local)
	default:
		object[fields[last].Wire.Local] = member
	}
}
