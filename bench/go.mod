module github.com/kontrakt-dev/kontrakt/bench

go 1.26

require (
	github.com/bytedance/sonic v1.15.5
	github.com/go-faster/jx v1.2.0
	github.com/goccy/go-json v0.12.0
	github.com/hooklift/gowsdl v0.5.0
	github.com/kontrakt-dev/kontrakt v0.0.0
	github.com/mailru/easyjson v0.9.2
	golang.org/x/sys v0.40.0
)

require (
	github.com/bytedance/gopkg v0.1.3 // indirect
	github.com/bytedance/sonic/loader v0.5.3 // indirect
	github.com/cloudwego/base64x v0.1.6 // indirect
	github.com/go-faster/errors v0.7.1 // indirect
	github.com/josharian/intern v1.0.0 // indirect
	github.com/klauspost/cpuid/v2 v2.2.9 // indirect
	github.com/segmentio/asm v1.2.1 // indirect
	github.com/twitchyliquid64/golang-asm v0.15.1 // indirect
	golang.org/x/arch v0.0.0-20210923205945-b76863e36670 // indirect
)

replace github.com/kontrakt-dev/kontrakt => ../

tool (
	github.com/hooklift/gowsdl/cmd/gowsdl
	github.com/mailru/easyjson/easyjson
)
