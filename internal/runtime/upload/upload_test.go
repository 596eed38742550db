// Tests of uploads.

package upload_test

import (
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/upload"
)

// TestUploadContentType checks which content types an upload may have, beside those that an operation allows.
func TestUploadContentType(t *testing.T) {
	for _, test := range []struct {
		contentType string
		allowed     []string
		isAllowed   bool
	}{
		{"application/pdf", []string{"application/pdf"}, true},
		{"Application/PDF", []string{"text/plain", "application/pdf"}, true},
		{`application/pdf; name="x.pdf"`, []string{"application/pdf"}, true},
		{"text/plain; charset=utf-8", []string{"text/plain; charset=utf-8"}, true},
		{"text/plain", []string{"text/plain; charset=utf-8"}, true},
		{"image/png", []string{"*/*"}, true},
		{"image/png", []string{"application/pdf"}, false},
		{"application/pd", []string{"application/pdf"}, false},
		{"", []string{"application/pdf", "*/*"}, false},
		{"application/pdf, text/plain", []string{"application/pdf"}, false},
	} {
		call := &transport.Call{Method: "POST"}
		upload.Set(call, strings.NewReader("x"), test.contentType, test.allowed...)
		if isAllowed := call.Err == nil; isAllowed != test.isAllowed || call.ContentType != test.contentType {
			t.Errorf("%q of %q: %v", test.contentType, test.allowed, call.Err)
		}
	}
}
