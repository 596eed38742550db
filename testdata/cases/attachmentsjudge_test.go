//go:build npm || java

// Attachments, judged by services that nobody here wrote: each reads what a client sends, and sends it back.

package cases_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/attachments"
)

// judgeAttachments sends attachments of all sizes to the service at url. The title of its response has the media type, the
// length and the digest of each, a line each, and the attachments are the same.
func judgeAttachments(t *testing.T, url string) {
	t.Helper()
	client, err := attachments.New(attachments.Config{Endpoint: url})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 6))
	for _, size := range []int{0, 1, 99, 1024, 1025, 70_000, 3_000_000} {
		scan, thumbnail := octets(random, size), octets(random, random.IntN(5000))
		stored, err := client.Store(t.Context(), &attachments.Document{
			Title:     "x",
			Scan:      &attachments.Attachment{ContentType: "application/pdf", Body: bytes.NewReader(scan)},
			Thumbnail: &attachments.Attachment{Body: io.MultiReader(bytes.NewReader(thumbnail))},
		})
		if err != nil {
			t.Errorf("%d bytes: %v", size, err)
			continue
		}
		want := fmt.Sprintf("application/pdf %d %x application/octet-stream %d %x", size, sha256.Sum256(scan), len(thumbnail),
			sha256.Sum256(thumbnail))
		if got := strings.Join(strings.Fields(stored.Title), " "); got != want {
			t.Errorf("%d bytes: the service read %s, want %s", size, got, want)
		}
		for name, a := range map[string]struct {
			*attachments.Attachment
			want []byte
		}{"scan": {stored.Scan, scan}, "thumbnail": {stored.Thumbnail, thumbnail}} {
			if got, err := io.ReadAll(a); err != nil || !bytes.Equal(got, a.want) {
				t.Errorf("%s of %d bytes: read %d, %v", name, size, len(got), err)
			}
		}
	}
}
