// Lists that come in pages.

package cases_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/pages"
)

// shelf is a service with a number of books, in pages of three.
type shelf struct {
	books    int
	requests []string
	respond  func(w http.ResponseWriter, r *http.Request) bool // instead of the service, if it returns true
}

const pageSize = 3

func (s *shelf) client(t testing.TB) *pages.Client {
	client, err := pages.New(pages.Config{BaseURL: "https://shelf.example/api", Retries: -1, HTTPClient: &http.Client{
		Transport: handled(func(w http.ResponseWriter, r *http.Request) {
			s.requests = append(s.requests, strings.TrimPrefix(r.URL.RequestURI(), "/api"))
			w.Header().Set("Content-Type", "application/json")
			if s.respond == nil || !s.respond(w, r) {
				s.serve(w, r)
			}
		})}})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// serve responds with a page. Its number, offset or cursor is that of its first book.
func (s *shelf) serve(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	number := func(name string) int { n, _ := strconv.Atoi(query.Get(name)); return n }
	from := number("from") + number("after") + number("start")
	switch {
	case strings.HasSuffix(r.URL.Path, "/books"):
		from = (number("page") - 1) * pageSize
	case strings.Contains(r.URL.Path, "/pages/"):
		from = number("page") * pageSize
	}
	var books, titles []string
	for n := from; n < min(from+pageSize, s.books); n++ {
		titles = append(titles, strconv.Quote(fmt.Sprint(n)))
		books = append(books, fmt.Sprintf(`{"title": "%d"}`, n))
	}
	hasMore := from+pageSize < s.books
	next := ""
	if hasMore {
		next = fmt.Sprint(from + pageSize)
		w.Header().Add("Link", `<https://shelf.example/api/first>; rel="first", <x>; anchor="/y"; rel=next`)
		w.Header().Add("Link", fmt.Sprintf(`<?start=%s&a=b,c>; title="a, \"b\""; Rel="prev NEXT"`, next))
	}
	list, text := strings.Join(books, ", "), strings.Join(titles, ", ")
	switch {
	case strings.HasSuffix(r.URL.Path, "/titles"):
		fmt.Fprintf(w, "[%s]", text)
	case strings.HasSuffix(r.URL.Path, "/new"):
		fmt.Fprintf(w, `{"data": {"books": [%s]}, "meta": {"next": %q}}`, list, next)
	case strings.HasSuffix(r.URL.Path, "/strict"):
		fmt.Fprintf(w, `{"books": [%s], "meta": {"next": %q, "more": %v}}`, list, next, hasMore)
	case strings.HasSuffix(r.URL.Path, "/old"):
		fmt.Fprintf(w, `{"data": {"titles": [%s]}, "cursor": %q}`, text, next)
	case strings.Contains(r.URL.Path, "/pages/"):
		fmt.Fprintf(w, `{"books": [%s], "meta": {"more": %v}}`, list, hasMore)
	default:
		fmt.Fprintf(w, "[%s]", list)
	}
}

// titlesOf returns the titles of a sequence, and its error.
func titlesOf(books iter.Seq2[*pages.Book, error]) (titles []string, err error) {
	for book, e := range books {
		if err != nil {
			return titles, fmt.Errorf("after an error: %v, %w", book, e)
		}
		if err = e; e == nil {
			titles = append(titles, *book.Title)
		} else if book != nil {
			return titles, fmt.Errorf("a book with an error: %w", e)
		}
	}
	return titles, err
}

func textsOf(texts iter.Seq2[string, error]) (list []string, err error) {
	for text, e := range texts {
		if err = e; e == nil {
			list = append(list, text)
		}
	}
	return list, err
}

// TestPages reads lists of every length, by each kind of paging, twice: a sequence can be read again.
func TestPages(t *testing.T) {
	ctx := t.Context()
	for books := range 3*pageSize + 1 {
		var want []string
		for n := range books {
			want = append(want, fmt.Sprint(n))
		}
		full := books / pageSize // pages before the last one
		partial := max(1, (books+pageSize-1)/pageSize)
		for name, test := range map[string]struct {
			read     func(c *pages.Client) func() ([]string, error)
			first    string // request
			requests int
		}{
			"page": {func(c *pages.Client) func() ([]string, error) {
				all := c.ListBooksAll(ctx, &pages.ListBooksOptions{Size: new(int64(3))})
				return func() ([]string, error) { return titlesOf(all) }
			}, "/books?page=1&size=3", (books+pageSize-1)/pageSize + 1},
			"page from 0": {func(c *pages.Client) func() ([]string, error) {
				all := c.ListPagesAll(ctx, "a", "b", nil)
				return func() ([]string, error) { return titlesOf(all) }
			}, "/pages/a?page=0&q=b", partial},
			"offset": {func(c *pages.Client) func() ([]string, error) {
				all := c.ListTitlesAll(ctx, nil)
				return func() ([]string, error) { return textsOf(all) }
			}, "/titles?from=0", (books+pageSize-1)/pageSize + 1},
			"cursor": {func(c *pages.Client) func() ([]string, error) {
				all := c.ListNewAll(ctx, nil)
				return func() ([]string, error) { return titlesOf(all) }
			}, "/new", partial},
			"cursor beside the list": {func(c *pages.Client) func() ([]string, error) {
				all := c.ListOldAll(ctx, nil)
				return func() ([]string, error) { return textsOf(all) }
			}, "/old", partial},
			"cursor that is required": {func(c *pages.Client) func() ([]string, error) {
				all := c.ListStrictAll(ctx, nil)
				return func() ([]string, error) { return titlesOf(all) }
			}, "/strict", partial},
			"link": {func(c *pages.Client) func() ([]string, error) {
				all := c.ListLinkedAll(ctx, &pages.ListLinkedOptions{Q: new("x")})
				return func() ([]string, error) { return titlesOf(all) }
			}, "/linked?q=x", partial},
		} {
			s := &shelf{books: books}
			read := test.read(s.client(t))
			for range 2 {
				s.requests = nil
				got, err := read()
				if err != nil || !slices.Equal(got, want) {
					t.Errorf("%s of %d: %q, %v", name, books, got, err)
				}
				if len(s.requests) != test.requests || s.requests[0] != test.first {
					t.Errorf("%s of %d in %d full pages: requests %q, want %d", name, books, full, s.requests, test.requests)
				}
			}
		}
	}
}

// A sequence requests no page that nobody reads, and begins where the options say.
func TestPagesStop(t *testing.T) {
	s := &shelf{books: 100}
	for book, err := range s.client(t).ListBooksAll(t.Context(), &pages.ListBooksOptions{Page: new(int64(4))}) {
		if err != nil || *book.Title == "10" {
			break
		}
	}
	check(t, s.requests, nil, []string{"/books?page=4"})
}

// An error comes once, after the items before it. It says which function and why.
func TestPagesFail(t *testing.T) {
	ctx := t.Context()
	failing := func(after int, respond func(w http.ResponseWriter)) *shelf {
		s := &shelf{books: 100}
		s.respond = func(w http.ResponseWriter, r *http.Request) bool {
			if len(s.requests) <= after {
				return false
			}
			respond(w)
			return true
		}
		return s
	}
	write := func(text string) func(w http.ResponseWriter) {
		return func(w http.ResponseWriter) { io.WriteString(w, text) }
	}
	linked := func(link string) *shelf {
		return failing(0, func(w http.ResponseWriter) {
			w.Header().Set("Link", "<"+link+">; rel=next")
			io.WriteString(w, `[{"title": "a"}]`)
		})
	}
	for _, test := range []struct {
		name  string
		shelf *shelf
		read  func(c *pages.Client) ([]string, error)
		items int
		kind  error
		text  string
	}{
		{"status", failing(2, func(w http.ResponseWriter) { w.WriteHeader(http.StatusTeapot) }),
			func(c *pages.Client) ([]string, error) { return titlesOf(c.ListBooksAll(ctx, nil)) }, 6, pages.ErrStatus, "418"},
		{"deviation", failing(1, write(`[{"title": "x"}, {"title": true}, {"title": "y"}]`)),
			func(c *pages.Client) ([]string, error) {
				var titles []string
				var err error
				for book, e := range c.ListBooksAll(ctx, nil) {
					if err = e; e == nil {
						titles = append(titles, fmt.Sprint(book.Title != nil))
					}
				}
				return titles, err
			}, 6, pages.ErrContent, "[1].title: expected a string"},
		{"same cursor", failing(1, write(`{"data": {"books": [{"title": "x"}]}, "meta": {"next": "3"}}`)),
			func(c *pages.Client) ([]string, error) { return titlesOf(c.ListNewAll(ctx, nil)) }, 4, pages.ErrContent,
			"listNew: GET /new: unexpected response: the cursor of the next page is that of an earlier one"},
		{"cursor of the start", failing(0, write(`{"meta": {"next": "s"}}`)),
			func(c *pages.Client) ([]string, error) {
				return titlesOf(c.ListNewAll(ctx, &pages.ListNewOptions{After: new("s")}))
			}, 0, pages.ErrContent, "earlier one"},
		{"same link", linked("?a=b"), func(c *pages.Client) ([]string, error) { return titlesOf(c.ListLinkedAll(ctx, nil)) },
			2, pages.ErrContent, "the link to the next page is that of an earlier one"},
		{"other origin", linked("https://evil.example/api/linked"),
			func(c *pages.Client) ([]string, error) { return titlesOf(c.ListLinkedAll(ctx, nil)) }, 1, pages.ErrContent,
			"is not at https://shelf.example"},
		{"other scheme", linked("http://shelf.example/api/linked"),
			func(c *pages.Client) ([]string, error) { return titlesOf(c.ListLinkedAll(ctx, nil)) }, 1, pages.ErrContent,
			"is not at https://shelf.example"},
		{"out of the service", linked("/other"),
			func(c *pages.Client) ([]string, error) { return titlesOf(c.ListLinkedAll(ctx, nil)) }, 1, pages.ErrContent,
			"is not below /api/"},
		{"no URL", linked("http://[::1"),
			func(c *pages.Client) ([]string, error) { return titlesOf(c.ListLinkedAll(ctx, nil)) }, 1, pages.ErrContent,
			"not a valid URL"},
	} {
		items, err := test.read(test.shelf.client(t))
		e, ok := errors.AsType[*pages.Error](err)
		if !ok || !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.text) || len(items) != test.items {
			t.Errorf("%s: %d items, %v (%+v)", test.name, len(items), err, e)
		}
	}
}

// Cursors that go round in a circle of any length end with an error.
func TestPagesGoRound(t *testing.T) {
	for before := range 5 {
		for circle := 1; circle < 12; circle++ {
			s := &shelf{}
			s.respond = func(w http.ResponseWriter, r *http.Request) bool {
				n := len(s.requests)
				if n > before {
					n = before + (n-before)%circle
				}
				fmt.Fprintf(w, `{"meta": {"next": "c%d"}}`, n)
				return true
			}
			_, err := titlesOf(s.client(t).ListNewAll(t.Context(), nil))
			if !errors.Is(err, pages.ErrContent) || len(s.requests) > 3*(before+circle)+3 {
				t.Errorf("a circle of %d after %d: %d requests, %v", circle, before, len(s.requests), err)
			}
		}
	}
}

// BenchmarkPages compares the items of all pages with calls for each page.
func BenchmarkPages(b *testing.B) {
	const page = `[{"title":"a"},{"title":"b"},{"title":"c"},{"title":"d"},{"title":"e"},{"title":"f"},{"title":"g"}]`
	client := func() *pages.Client {
		s := &shelf{}
		s.respond = func(w http.ResponseWriter, r *http.Request) bool {
			s.requests = s.requests[:0]
			text := page
			if r.URL.Query().Get("page") == "20" {
				text = "[]"
			}
			io.WriteString(w, text)
			return true
		}
		return s.client(b)
	}
	b.Run("calls", func(b *testing.B) {
		c := client()
		for b.Loop() {
			for n := int64(1); ; n++ {
				books, err := c.ListBooks(b.Context(), &pages.ListBooksOptions{Page: &n})
				if err != nil {
					b.Fatal(err)
				}
				if len(books) == 0 {
					break
				}
			}
		}
	})
	b.Run("sequence", func(b *testing.B) {
		c := client()
		for b.Loop() {
			for _, err := range c.ListBooksAll(b.Context(), nil) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
