// Upload: a file in a form.

package rest

import "io"

// Upload is a file in a form. It is read while it is sent, and not closed. If the files of a form are io.Seekers, the
// form can be sent again after a 401.
type Upload struct {
	Name        string // of the file, without folders; if it is empty, the name of the form's field is sent
	ContentType string // if it is empty, the first that the contract allows
	Body        io.Reader
}
