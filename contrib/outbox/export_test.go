// For tests: the steps of a turn.

package outbox

// OnStep makes an outbox call f before each step of its turns.
func (o *Outbox) OnStep(f func(name string)) { o.step = func(s step) { f(string(s)) } }

// BeforeRequest is the last step before a request is sent.
const BeforeRequest = string(afterMark)
