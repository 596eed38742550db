//go:build judges

// Attachments, judged by node-soap. make judges runs it.

package cases_test

import (
	"path/filepath"
	"testing"
)

func TestAttachmentsByNode(t *testing.T) {
	modules, err := filepath.Abs("../../internal/checks/build/npm/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	judgeAttachments(t, startJudge(t, "node", "attachments/judges/judge.js", modules), sha256Of)
}
