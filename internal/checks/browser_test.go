// A browser for tests: Debian's chromium, headless.

package checks

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is a page in the browser, and what the browser has to say about it.
type tab struct {
	*testing.T
	ctx context.Context

	origin string // of what the page may ask for; "" for nothing but itself

	mutex    sync.Mutex
	requests []string
	messages []string
}

// open shows content, an HTML page, in a window of a size.
func open(t *testing.T, content []byte, width, height int, actions ...chromedp.Action) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return visit(t, "file://"+file, "", width, height, actions...)
}

// visit shows the page at a URL, which may ask for what is at its origin, in a window of a size. It skips the test where
// there is no browser.
func visit(t *testing.T, url, origin string, width, height int, actions ...chromedp.Action) *tab {
	t.Helper()
	needsBrowser(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("chromium"), chromedp.NoSandbox)
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	p := &tab{T: t, ctx: ctx, origin: origin}
	chromedp.ListenTarget(ctx, p.listen)
	p.run(network.Enable(), log.Enable(), chromedp.EmulateViewport(int64(width), int64(height)))
	p.run(actions...)
	p.run(chromedp.Navigate(url))
	return p
}

// needsBrowser skips the test, or in CI fails it, where there is no chromium.
func needsBrowser(t *testing.T) {
	t.Helper()
	_, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	} else if err != nil {
		t.Skip("chromium is not installed (Debian: chromium)")
	}
}

// listen notes requests, and what goes to the console.
func (p *tab) listen(event any) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	switch event := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, event.Request.URL)
	case *log.EventEntryAdded:
		p.messages = append(p.messages, event.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		for _, argument := range event.Args {
			p.messages = append(p.messages, string(argument.Value))
		}
	case *runtime.EventExceptionThrown:
		p.messages = append(p.messages, event.ExceptionDetails.Error())
	}
}

// run performs actions, each of which must succeed.
func (p *tab) run(actions ...chromedp.Action) {
	p.Helper()
	if err := chromedp.Run(p.ctx, actions...); err != nil {
		p.Fatal(err)
	}
}

// evaluate returns what a script gives.
func evaluate[T any](p *tab, script string) T {
	p.Helper()
	var result T
	p.run(chromedp.Evaluate(script, &result, awaitPromise))
	return result
}

// eventually waits in the page until a condition holds: it reacts to input a little later.
func (p *tab) eventually(condition string) {
	p.Helper()
	var holds bool
	script := `(async () => {
		for (let i = 0; i < 200; i++) {
			if (` + condition + `) return true;
			await new Promise((resolve) => setTimeout(resolve, 25));
		}
		return false;
	})()`
	p.run(chromedp.Evaluate(script, &holds, awaitPromise))
	if !holds {
		p.Fatalf("it never happens that %s", condition)
	}
}

func awaitPromise(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

// isQuiet fails the test where the page asked for anything but itself, or the console has something to say.
func (p *tab) isQuiet() {
	p.Helper()
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, url := range p.requests {
		isOwn := p.origin != "" && strings.HasPrefix(url, p.origin+"/")
		if url != p.requests[0] && !isOwn && !strings.HasPrefix(url, "data:") {
			p.Errorf("the page asks for %s", url)
		}
	}
	for _, message := range p.messages {
		p.Errorf("console: %s", message)
	}
}
