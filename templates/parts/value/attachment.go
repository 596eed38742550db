// Attachment: a binary value beside the envelope.

package value

import "io"

// Attachment is a binary value that travels beside the envelope, as a part of its own (W3C XOP, SOAP Messages with
// Attachments). It is never in memory as a whole.
//
// The attachments of a request are read while it is sent, and not closed. If their bodies are io.Seekers, the request can
// be sent again after a 401. An attachment of up to 1 KiB without a content type is sent in the envelope.
//
// The attachments of a response arrive in the order in which the service sends them. Each must be read to its end or
// closed: the last one ends the connection. They can be read in any order; those that arrive before the one that is read
// are put aside, in a temporary file if they are large. If an attachment is missing or truncated, Read returns an *Error.
type Attachment struct {
	// ContentType is a media type; "" stands for application/octet-stream. In a response it is set when the attachment
	// arrives, which is before the first byte of Body was read. It is empty if the service sends the value in the envelope.
	ContentType string
	// Body has the bytes.
	Body io.Reader
}

// Read reads from Body.
func (a *Attachment) Read(p []byte) (int, error) {
	if a.Body == nil {
		return 0, io.EOF
	}
	return a.Body.Read(p)
}

// Close closes Body if it is an io.Closer.
func (a *Attachment) Close() error {
	if closer, ok := a.Body.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}
