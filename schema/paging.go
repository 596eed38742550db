// Paging: functions whose result is one page of a list.

package schema

// PagingKind is how the next page is asked for.
type PagingKind string

// The kinds of paging, as the YAML dialect names them.
const (
	ByPage   PagingKind = "page"   // by its number
	ByOffset PagingKind = "offset" // by the number of items before it
	ByCursor PagingKind = "cursor" // by a text in the page before
	ByLink   PagingKind = "link"   // by a link in the header of the page before (RFC 8288)
)

// Paging is how a function returns a list in pages.
type Paging struct {
	Kind      PagingKind
	Parameter *Parameter // of the query; nil for a link
	First     int        // the number of the first page
	Relation  string     // of the link to the next page

	Items []*Field // from the result down to the list; none if the result is the list
	Next  []*Field // from the result down to the next cursor
	More  []*Field // from the result down to a bool that says whether there are more pages; none if nothing says so

	All string // Go name of the method that returns the items of all pages
	Pos Pos
}

// Item returns the type of the items of op's pages.
func (op *RESTOperation) Item() *Type {
	if n := len(op.Paging.Items); n > 0 {
		return op.Paging.Items[n-1].Type
	}
	return op.Result.Type
}
