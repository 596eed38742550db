// Cached responses at the server, with copies in memory while the server tells which ones change.

package valkeykontrakt

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/valkey-io/valkey-go"
)

// The keys of the server, after the base.
const (
	textKeys       = "text:"       // and the name of a text: a text after its generation and its checksum
	generationKeys = "generation:" // and a partition: its generation
	// "texts:" and a partition is the set of its texts, "saved" has all texts by the time when they were saved, and
	// "sizes" their sizes; total is the sum. A damaged index is deleted: then texts stay until their TTL ends.
)

const (
	runLength        = 16             // of a name of the server's run
	generationLength = runLength + 26 // a run, and a text of crypto/rand

	// maxText bounds a text: one command must not hold up the others for long.
	maxText = 8 << 20
)

// CacheStore keeps cached responses. It implements the interface CacheStore of generated clients. A text larger than
// 8 MiB is not kept.
//
// A text is used only if its checksum is that of its partition, its key and itself, if its partition was not deleted
// since, and if the server was not started anew since: a server that is started may have what was deleted before.
type CacheStore struct{ server *Server }

// CacheStore returns the store of cached responses.
func (s *Server) CacheStore() *CacheStore { return &CacheStore{s} }

// Load returns the text that was saved last; ok is false if there is none.
func (c *CacheStore) Load(ctx context.Context, partition, key string) (text string, ok bool) {
	s, id := c.server, newTextID(partition, key)
	s.mu.Lock()
	l := s.link
	if l == nil || l.tracks {
		if a, known := s.texts.get(id); known || l == nil {
			s.mu.Unlock()
			return a.text, a.ok
		}
	}
	r := s.texts.begin(id)
	s.mu.Unlock()

	reply, err := s.do(ctx, l, func(ctx context.Context) valkey.ValkeyResult {
		return l.client.Do(ctx, l.client.B().Mget().Key(s.base+generationKeys+id.partition, s.base+textKeys+id.String()).Build())
	})
	if err == nil {
		text, ok = l.text(reply, partition, key)
	} else if ctx.Err() == nil && !errors.Is(err, ErrUnavailable) {
		s.complain("valkey: a cached response cannot be read", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.texts.end(id, r) && err == nil && l.tracks {
		s.texts.put(id, answer{text, ok})
	}
	return text, ok
}

// text returns the text of a reply, a generation and what is stored, if it is whole and of that generation.
func (l *link) text(reply valkey.ValkeyMessage, partition, key string) (text string, ok bool) {
	values, err := reply.AsStrSlice() // one that is missing, or is no string, is ""
	if err != nil || len(values) != 2 {
		return "", false
	}
	generation, stored := values[0], values[1]
	if len(generation) != generationLength || generation[:runLength] != l.run {
		return "", false
	}
	stored, ok = strings.CutPrefix(stored, generation)
	if !ok || len(stored) < sha256.Size {
		return "", false
	}
	if text = stored[sha256.Size:]; stored[:sha256.Size] != checksum(partition, key, text) {
		return "", false
	}
	return text, true
}

// checksum returns the checksum of a text, its partition and its key, so that a text in the wrong place is found.
func checksum(partition, key, text string) string {
	h := sha256.New()
	for _, s := range []string{partition, key} {
		h.Write(binary.AppendUvarint(nil, uint64(len(s))))
		h.Write([]byte(s))
	}
	h.Write([]byte(text))
	return string(h.Sum(nil))
}

// Save replaces the text. One that is too large is not kept, nor is an older one.
func (c *CacheStore) Save(ctx context.Context, partition, key, text string) error {
	if s := c.server; len(text) > maxText || int64(len(text)) > s.config.MaxBytes-textOverhead {
		return c.Delete(ctx, partition, key)
	}
	id := newTextID(partition, key)
	return c.server.atServer(func(l *link) error {
		s := c.server
		return s.change(ctx, l, saveText, id, strconv.FormatInt(s.config.TTL.Milliseconds(), 10),
			strconv.FormatInt(s.config.MaxBytes, 10), l.run, l.run+rand.Text(), checksum(partition, key, text)+text)
	}, func() {
		c.server.texts.drop(id)
	}, func() error {
		c.server.texts.put(id, answer{text, true})
		c.server.missed.add(id) // the server's is older
		return nil
	})
}

// Delete drops the text. During an outage the server drops it as soon as it is back.
func (c *CacheStore) Delete(ctx context.Context, partition, key string) error {
	id := newTextID(partition, key)
	return c.server.atServer(func(l *link) error {
		return c.server.change(ctx, l, deleteText, id)
	}, func() {
		c.server.texts.drop(id)
	}, func() error {
		c.server.texts.drop(id)
		c.server.missed.add(id)
		return nil
	})
}

// DeleteAll drops all texts of a partition. During an outage it returns ErrUnavailable. The server then drops them as
// soon as it is back, unless the process ends before.
func (c *CacheStore) DeleteAll(ctx context.Context, partition string) error {
	id := textID{partition: hash(partition)}
	return c.server.atServer(func(l *link) error {
		return c.server.change(ctx, l, deletePartition, id)
	}, func() {
		c.server.texts.dropAll(id.partition)
	}, func() error {
		c.server.texts.dropAll(id.partition)
		c.server.missed.addAll(id.partition)
		return fmt.Errorf("valkey: cached responses are deleted when the server is back: %w", ErrUnavailable)
	})
}

// atServer changes texts at the server, or during an outage in memory. When the server has been changed, dropped drops
// the copies in memory: what the server tells of its own changes comes later. The last two are called with s locked.
func (s *Server) atServer(change func(*link) error, dropped func(), alone func() error) error {
	for {
		s.mu.Lock()
		l := s.link
		if l == nil {
			defer s.mu.Unlock()
			return alone()
		}
		s.mu.Unlock()
		err := change(l)
		if errors.Is(err, ErrUnavailable) {
			continue // the outage has begun
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		dropped()
		return err
	}
}

// change runs a script that changes texts. If the index is damaged, it is deleted, and the script run again.
func (s *Server) change(ctx context.Context, l *link, script *valkey.Lua, id textID, args ...string) error {
	args = append([]string{id.partition, id.key}, args...)
	_, err := s.run(ctx, l, script, args)
	if damaged(err) {
		s.config.Logger.Warn("valkey: the index of the cached responses is damaged: it is made anew", "error", err)
		if _, err = s.run(ctx, l, deleteIndex, args); err == nil {
			_, err = s.run(ctx, l, script, args)
		}
	}
	if _, refused := valkey.IsValkeyErr(err); refused {
		s.complain("valkey: cached responses cannot be changed", err)
	}
	return err
}

// damaged reports whether err is the server's, about the type of a stored value.
func damaged(err error) bool {
	reply, ok := valkey.IsValkeyErr(err)
	if !ok {
		return false
	}
	text := reply.Error()
	return strings.Contains(text, "WRONGTYPE") || strings.Contains(text, "not an integer") ||
		strings.Contains(text, "DAMAGED")
}

// replay deletes what was deleted during an outage.
func (s *Server) replay(l *link, missed deletions) error {
	for partition, keys := range missed {
		if keys == nil {
			if err := s.change(s.done, l, deletePartition, textID{partition: partition}); err != nil {
				return err
			}
		}
		for key := range keys {
			if err := s.change(s.done, l, deleteText, textID{partition, key}); err != nil {
				return err
			}
		}
	}
	return nil
}

// invalidate drops the copies of texts that have changed, by their keys at the server. nil means that any may have.
func (s *Server) invalidate(l *link, keys []valkey.ValkeyMessage) {
	if keys == nil {
		s.lose(l, errLost)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link != l {
		return
	}
	for _, message := range keys {
		key, _ := message.ToString()
		if name, ok := strings.CutPrefix(key, s.base+textKeys); ok {
			s.texts.drop(parseTextID(name))
		}
		if partition, ok := strings.CutPrefix(key, s.base+generationKeys); ok {
			s.texts.dropAll(partition)
		}
	}
}

// textOverhead estimates the bytes of the keys and the index that a text needs at the server.
const textOverhead = 1024

// The scripts have the base as their key, and as arguments a partition and a key. The names of all keys have the same
// braces, so in a cluster they are on one server.
var (
	saveText = valkey.NewLuaScript(index + `
local ttl, limit, run, text = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[7]
local generations = base .. 'generation:' .. ARGV[1]
local generation = redis.call('GET', generations)
if not generation or #generation ~= #ARGV[6] or generation:sub(1, #run) ~= run then
  generation = ARGV[6]
  redis.call('SET', generations, generation, 'PX', 2 * ttl)
elseif redis.call('PTTL', generations) < ttl then
  redis.call('PEXPIRE', generations, 2 * ttl)
end
drop(ARGV[1], ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
for _, id in ipairs(redis.call('ZRANGEBYSCORE', saved, '-inf', now - ttl * 1000, 'LIMIT', 0, 100)) do
  dropID(id)
end
local size = #text + ` + strconv.Itoa(textOverhead) + `
while (tonumber(redis.call('HGET', sizes, 'total') or 0) or 0) + size > limit do
  local oldest = redis.call('ZRANGE', saved, 0, 0)[1]
  if not oldest then
    return redis.error_reply('DAMAGED the sizes of texts are not those of the texts')
  end
  dropID(oldest)
end
local id = ARGV[1] .. ':' .. ARGV[2]
redis.call('SET', base .. 'text:' .. id, generation .. text, 'PX', ttl)
redis.call('ZADD', saved, string.format('%.0f', now), id)
redis.call('HSET', sizes, id, size)
redis.call('HINCRBY', sizes, 'total', size)
redis.call('SADD', base .. 'texts:' .. ARGV[1], ARGV[2])
for _, key in ipairs({saved, sizes, base .. 'texts:' .. ARGV[1]}) do
  redis.call('PEXPIRE', key, 2 * ttl)
end
return 1`)

	deleteText = valkey.NewLuaScript(index + `
drop(ARGV[1], ARGV[2])
return 1`)

	// Without their generation texts are not used, so nothing depends on the index.
	deletePartition = valkey.NewLuaScript(index + `
redis.call('UNLINK', base .. 'generation:' .. ARGV[1])
for _, key in ipairs(redis.call('SMEMBERS', base .. 'texts:' .. ARGV[1])) do
  drop(ARGV[1], key)
end
return 1`)

	deleteIndex = valkey.NewLuaScript(index + `
return redis.call('UNLINK', saved, sizes, base .. 'texts:' .. ARGV[1], base .. 'generation:' .. ARGV[1])`)
)

// index begins the scripts.
const index = `
local base = KEYS[1]
local saved, sizes = base .. 'saved', base .. 'sizes'
local function drop(partition, key)
  local id = partition .. ':' .. key
  redis.call('UNLINK', base .. 'text:' .. id)
  redis.call('SREM', base .. 'texts:' .. partition, key)
  redis.call('ZREM', saved, id)
  local size = redis.call('HGET', sizes, id)
  if size then
    redis.call('HDEL', sizes, id)
    redis.call('HINCRBY', sizes, 'total', -(tonumber(size) or 0))
  end
end
local function dropID(id)
  local partition, key = id:match('^(.-):(.*)$')
  if not partition then
    error(redis.error_reply('DAMAGED a text has the name ' .. id))
  end
  drop(partition, key)
end
`
