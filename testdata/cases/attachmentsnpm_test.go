//go:build npm

// Attachments, judged by node-soap. make attachments runs it.

package cases_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestAttachmentsByNode(t *testing.T) {
	modules, err := filepath.Abs("../../internal/checks/build/attachments/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	server := exec.CommandContext(t.Context(), "node", "attachments/judge.js", modules)
	server.Stderr = os.Stderr
	output, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Wait() })
	url, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: run make attachments", err)
	}
	judgeAttachments(t, strings.TrimSpace(url))
}
