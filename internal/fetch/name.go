// Names: the files for URLs. Whatever a URL contains, its file is below the folder of the contract, is not hidden, and
// is named like a document.

package fetch

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// names are the files that are taken, in lower case, since some file systems do not tell a.xsd from A.xsd.
type names map[string]bool

// isFree reports whether file is not taken, neither as a file nor as a folder, and no folder of it as a file.
func (n names) isFree(file string) bool {
	for taken := range n {
		if file := strings.ToLower(file); taken == file || strings.HasPrefix(taken, file+"/") {
			return false
		}
	}
	return !n.isBelowFile(file)
}

// isBelowFile reports whether a folder of file is taken as a file.
func (n names) isBelowFile(file string) bool {
	for folder := path.Dir(strings.ToLower(file)); folder != "."; folder = path.Dir(folder) {
		if n[folder] {
			return true
		}
	}
	return false
}

// take takes file or, if that is not free, a similar name, and returns it.
func (n names) take(file string) string {
	if n.isBelowFile(file) {
		file = strings.ReplaceAll(file, "/", "-")
	}
	stem, extension, numbered := strings.TrimSuffix(file, path.Ext(file)), path.Ext(file), file
	for i := 2; !n.isFree(numbered); i++ {
		numbered = fmt.Sprintf("%s-%d%s", stem, i, extension)
	}
	n[strings.ToLower(numbered)] = true
	return numbered
}

// beside returns the file that gen reads for location in the file from if nothing is mapped, "" if it reads none.
func beside(from, location string) string {
	u, err := url.Parse(location)
	if err != nil || u.Path != location || path.IsAbs(location) { // a query or an escape, too
		return ""
	}
	return path.Join(path.Dir(from), location)
}

// part is a safe name of a file or folder, if it has at most maxPart runes. A name that begins with a point is hidden.
var part = regexp.MustCompile(`^[\pL\pN_][\pL\pN_.-]*$`)

const maxPart = 100

// isSafe reports whether a document of the kind can be saved as file as it is.
func isSafe(file string, k kind) bool {
	for name := range strings.SplitSeq(file, "/") {
		if !part.MatchString(name) || utf8.RuneCountInString(name) > maxPart || strings.HasSuffix(name, ".") {
			return false
		}
	}
	return filepath.IsLocal(filepath.FromSlash(file)) && file != "gen.yaml" &&
		slices.Contains(k.extensions(), strings.ToLower(path.Ext(file)))
}

// contractFile returns a file for the first document of a contract.
func contractFile(address *url.URL, k kind) string {
	return named(cmp.Or(cleaned(path.Base(address.Path)), "contract"), "", k)
}

// fileOf returns a file for the document at address: below the folder of the contract's first document if it is there
// on the web, too, otherwise below a folder for its host.
func fileOf(address, first *url.URL, k kind) string {
	folder, isBelow := strings.CutPrefix(path.Dir(path.Clean("/"+address.Path))+"/", path.Dir(path.Clean("/"+first.Path))+"/")
	if !isBelow || originOf(address) != originOf(first) {
		folder = address.Hostname() + "/" + path.Dir(path.Clean("/"+address.Path))
	}
	var parts []string
	for name := range strings.SplitSeq(folder, "/") {
		if name = cleaned(name); name != "" {
			parts = append(parts, name)
		}
	}
	query, _ := url.QueryUnescape(address.RawQuery)
	name := named(cmp.Or(cleaned(path.Base(address.Path)), "document"), cleaned(query), k)
	return path.Join(append(parts, name)...)
}

// named returns a name with the query in it, and with an extension of the kind.
func named(name, query string, k kind) string {
	extension := path.Ext(name)
	stem := strings.TrimSuffix(name, extension)
	if !slices.Contains(k.extensions(), strings.ToLower(extension)) {
		extension = k.extensions()[0]
	}
	if query != "" {
		stem += "-" + query
	}
	if name = stem + extension; name == "gen.yaml" {
		name = "contract.yaml"
	}
	return name
}

// unsafe are the characters that names do not keep.
var unsafe = regexp.MustCompile(`[^\pL\pN_.-]+`)

// cleaned returns text as a part of a file's name, "" if nothing is left of it.
func cleaned(text string) string {
	runes := []rune(unsafe.ReplaceAllString(text, "-"))
	return strings.Trim(string(runes[:min(len(runes), 60)]), ".-")
}
