// Tests of tokens from functions.

package token_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/token"
)

func TestFunctionTokens(t *testing.T) {
	type key struct{}
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		tokens := token.NewFunction(func(ctx context.Context) (string, error) {
			n := asked.Add(1)
			deadline, _ := ctx.Deadline()
			if ctx.Value(key{}) != "v" || time.Until(deadline) != 30*time.Second {
				t.Errorf("the context has %v, its deadline is in %v", ctx.Value(key{}), time.Until(deadline))
			}
			time.Sleep(time.Second)
			if ctx.Err() != nil {
				t.Error("the context ended with a caller's")
			}
			return fmt.Sprint("token", n), nil
		})
		ctx := context.WithValue(t.Context(), key{}, "v")
		given, giveUp := context.WithTimeout(ctx, time.Millisecond)
		defer giveUp()
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := tokens.Token(given); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("who gives up has %v", err)
			}
		})
		synctest.Wait()
		for range 50 {
			group.Go(func() {
				if token, err := tokens.Token(ctx); token != "token1" || err != nil {
					t.Errorf("got %q, %v", token, err)
				}
			})
		}
		group.Wait()
		for i, step := range []struct {
			wait    time.Duration
			refused string
			want    string
			asked   int32
		}{
			{0, "", "token1", 1},
			{4*time.Minute + 28*time.Second, "", "token1", 1},
			{time.Second, "", "token1", 2},     // nobody waits
			{2 * time.Second, "", "token2", 2}, // it is there
			{0, "token1", "token2", 2},         // a late refusal
			{0, "token2", "token3", 3},
			{5 * time.Minute, "", "token4", 4},
		} {
			time.Sleep(step.wait)
			tokens.Invalidate(step.refused)
			token, err := tokens.Token(ctx)
			if synctest.Wait(); token != step.want || err != nil || asked.Load() != step.asked {
				t.Errorf("step %d: got %q, %v, asked %d times", i, token, err, asked.Load())
			}
		}
	})
}

// A function that fails, or panics in a goroutine of the runtime's, fails the calls that wait, and is called again.
func TestFunctionTokensFail(t *testing.T) {
	sealed := errors.New("the vault is sealed")
	asked := 0
	tokens := token.NewFunction(func(context.Context) (string, error) {
		switch asked++; asked {
		case 1:
			return "", sealed
		case 2:
			panic("no vault")
		}
		return "token", nil
	})
	for i, want := range []string{sealed.Error(), "the token function panicked: no vault", ""} {
		token, err := tokens.Token(t.Context())
		if want == "" && (token != "token" || err != nil) || want != "" && (err == nil || err.Error() != want) ||
			i == 0 && !errors.Is(err, sealed) {
			t.Errorf("call %d: got %q, %v, want %q", i, token, err, want)
		}
	}
}
