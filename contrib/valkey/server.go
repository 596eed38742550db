// The connection to the server: how it is made, lost and made again.

package valkeykontrakt

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/valkey-io/valkey-go"
)

const (
	firstPause   = 50 * time.Millisecond // before the server is tried again
	longestPause = 2 * time.Second
)

// Server is a Valkey or Redis server, or the memory of the process while that cannot be reached. It is safe for
// concurrent use.
type Server struct {
	config Config
	base   string // what all keys begin with
	done   context.Context
	close  context.CancelFunc
	ended  sync.WaitGroup // of what goes on in the background

	mu     sync.Mutex
	link   *link // nil while the server cannot be reached
	texts  memory
	missed deletions // during an outage

	complained time.Time // when the last failure of a command was reported
}

// link is a connection to the server. It is given up at its first failure.
type link struct {
	client  valkey.Client
	run     string // identifies the server from its start to its end
	tracks  bool   // the server tells which keys change
	durable bool   // the server writes what it is told to the disk, at the latest after a second

	broken error // why it cannot be used any more; Server.mu guards it
}

// Open connects to the server. If that cannot be reached, Open returns a Server all the same: it uses the memory of the
// process, and goes on trying. If the server refuses the connection, as with a wrong password, the error says so.
func Open(config Config) (*Server, error) {
	config, err := config.complete()
	if err != nil {
		return nil, fmt.Errorf("valkeykontrakt: %w", err)
	}
	s := &Server{config: config, base: "{" + config.Prefix + "}:1:", texts: newMemory(config.MemoryBytes)}
	s.done, s.close = context.WithCancel(context.Background())
	switch err := s.connect(); {
	case err == nil:
	case !unreachable(err):
		s.close()
		return nil, fmt.Errorf("valkeykontrakt: %w", err)
	default:
		s.reportOutage(err)
		s.ended.Go(func() { s.reconnect(time.Now()) })
	}
	return s, nil
}

// Close closes the connection. Stores of s must not be used afterwards.
func (s *Server) Close() {
	s.close()
	s.mu.Lock()
	l := s.link
	s.link = nil
	s.mu.Unlock()
	if l != nil {
		l.client.Close()
	}
	s.ended.Wait()
}

// connect makes a connection, repeats the deletions of the outage at the server, and begins to use the connection
// with an empty memory.
func (s *Server) connect() error {
	l, err := s.dial()
	if err != nil {
		return err
	}
	for {
		s.mu.Lock()
		missed := s.missed
		s.missed = deletions{}
		if l.broken == nil {
			l.broken = s.done.Err() // Close was faster
		}
		if len(missed) == 0 && l.broken == nil {
			s.link = l
			s.texts.clear()
			s.mu.Unlock()
			return nil
		}
		err := l.broken
		s.mu.Unlock()
		if err == nil {
			err = s.replay(l, missed)
		}
		if err != nil {
			s.mu.Lock()
			s.missed.merge(missed)
			s.mu.Unlock()
			l.client.Close()
			return err
		}
	}
}

// dial makes a connection, with client-side caching if the server offers that.
func (s *Server) dial() (*link, error) {
	l := new(link)
	option := s.config.Client
	option.DisableRetry = true        // a failure is an outage, and the memory is there
	option.PipelineMultiplex = -1     // one connection
	option.AlwaysPipelining = true    // otherwise a caller that gives up ends the connection
	option.ClientSetInfo = []string{} // a command that servers before 7.2 do not have
	if option.Dialer.Timeout == 0 {
		option.Dialer.Timeout = s.config.Timeout
	}
	if option.ConnWriteTimeout == 0 {
		option.ConnWriteTimeout = s.config.Timeout
	}
	l.tracks = !option.DisableCache && !option.AlwaysRESP2
	option.DisableCache = !l.tracks
	option.ClientTrackingOptions = []string{"BCAST", "PREFIX", s.base + textKeys, "PREFIX", s.base + generationKeys}
	option.OnInvalidations = func(keys []valkey.ValkeyMessage) { s.invalidate(l, keys) }
	var err error
	l.client, err = valkey.NewClient(option)
	if errors.Is(err, valkey.ErrNoCache) {
		s.config.Logger.Info("valkey: the server does not track keys: every response is read from it", "error", err)
		l.tracks, option.DisableCache = false, true
		l.client, err = valkey.NewClient(option)
	}
	if err != nil {
		return nil, err
	}
	info, err := s.run(context.Background(), l, describe, nil)
	var text string
	if err == nil {
		text, err = info.ToString()
	}
	id := runID.FindStringSubmatch(text)
	if err == nil && id == nil {
		err = errors.New("the server's INFO has no run_id")
	}
	if err != nil {
		l.client.Close()
		return nil, err
	}
	l.run = hash(id[1])[:runLength]
	l.durable = strings.Contains(text, "aof_enabled:1")
	return l, nil
}

// describe returns what the server that has the keys says about itself.
var describe = valkey.NewLuaScript(`return redis.call('INFO', 'server') .. redis.call('INFO', 'persistence')`)

var runID = regexp.MustCompile(`\brun_id:(\w+)`)

// current returns the connection, or nil while the server cannot be reached.
func (s *Server) current() *link {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.link
}

// run runs a script at the server. The error is ErrUnavailable if the server cannot be reached: the outage has begun
// then.
func (s *Server) run(ctx context.Context, l *link, script *valkey.Lua, args []string) (valkey.ValkeyMessage, error) {
	return s.do(ctx, l, func(ctx context.Context) valkey.ValkeyResult {
		return script.Exec(ctx, l.client, []string{s.base}, args)
	})
}

// do sends a command.
func (s *Server) do(ctx context.Context, l *link, send func(context.Context) valkey.ValkeyResult) (valkey.ValkeyMessage, error) {
	limited, cancel := context.WithTimeout(ctx, s.config.Timeout)
	defer cancel()
	message, err := send(limited).ToMessage()
	switch {
	case err == nil || valkey.IsValkeyNil(err):
		return message, nil
	case ctx.Err() != nil:
		return message, context.Cause(ctx)
	case unreachable(err):
		s.lose(l, err)
		return message, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return message, err
}

// unreachable reports whether err means that the server cannot be used at the moment, whatever it is asked.
func unreachable(err error) bool {
	reply, ok := valkey.IsValkeyErr(err)
	if !ok {
		return true
	}
	word, _, _ := strings.Cut(reply.Error(), " ")
	switch word {
	case "LOADING", "MASTERDOWN", "CLUSTERDOWN", "READONLY", "TRYAGAIN", "BUSY":
		return true
	}
	return false
}

// errLost is the reason if the connection ended between two commands. A flushed database looks the same.
var errLost = errors.New("the connection was lost, or the database was flushed")

// lose begins an outage, unless one has begun already. What the memory has may be out of date, since the server cannot
// tell any more what changes.
func (s *Server) lose(l *link, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.broken == nil {
		l.broken = err
	}
	if s.link != l || s.done.Err() != nil {
		return
	}
	s.link = nil
	s.texts.clear()
	start := time.Now()
	s.ended.Go(func() {
		s.reportOutage(err)
		l.client.Close()
		s.reconnect(start)
	})
}

func (s *Server) reportOutage(err error) {
	s.config.Logger.Warn("valkey: the server cannot be reached: this process uses its own memory", "error", err)
}

// complain reports that the server has refused something. It does so at most once in a while.
func (s *Server) complain(message string, err error) {
	const pause = 10 * time.Second
	s.mu.Lock()
	now := time.Now()
	report := now.Sub(s.complained) >= pause
	if report {
		s.complained = now
	}
	s.mu.Unlock()
	if report {
		s.config.Logger.Warn(message, "error", err)
	}
}

// reconnect tries the server until it is back.
func (s *Server) reconnect(start time.Time) {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := s.connect()
		if err == nil {
			s.config.Logger.Info("valkey: the server is back", "after", time.Since(start))
			return
		}
		if !unreachable(err) {
			s.complain("valkey: the server refuses the connection", err)
		}
		select {
		case <-time.After(pause):
		case <-s.done.Done():
			return
		}
	}
}

// hash returns a name that shows nothing of s.
func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
