module github.com/kontrakt-dev/kontrakt/bench

go 1.26

require (
	github.com/bytedance/sonic v1.15.5
	github.com/go-faster/errors v0.7.1
	github.com/go-faster/jx v1.2.0
	github.com/goccy/go-json v0.12.0
	github.com/hooklift/gowsdl v0.5.0
	github.com/kontrakt-dev/kontrakt v0.0.0
	github.com/mailru/easyjson v0.9.2
	github.com/ogen-go/ogen v1.14.0
	golang.org/x/sys v0.40.0
)

require (
	github.com/bytedance/gopkg v0.1.3 // indirect
	github.com/bytedance/sonic/loader v0.5.3 // indirect
	github.com/cloudwego/base64x v0.1.6 // indirect
	github.com/dlclark/regexp2 v1.11.5 // indirect
	github.com/fatih/color v1.18.0 // indirect
	github.com/ghodss/yaml v1.0.0 // indirect
	github.com/go-faster/yaml v0.4.6 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/josharian/intern v1.0.0 // indirect
	github.com/klauspost/cpuid/v2 v2.2.9 // indirect
	github.com/mattn/go-colorable v0.1.13 // indirect
	github.com/mattn/go-isatty v0.0.20 // indirect
	github.com/segmentio/asm v1.2.1 // indirect
	github.com/twitchyliquid64/golang-asm v0.15.1 // indirect
	go.uber.org/multierr v1.11.0 // indirect
	go.uber.org/zap v1.27.0 // indirect
	golang.org/x/arch v0.0.0-20210923205945-b76863e36670 // indirect
	golang.org/x/exp v0.0.0-20230725093048-515e97ebf090 // indirect
	golang.org/x/mod v0.33.0 // indirect
	golang.org/x/net v0.49.0 // indirect
	golang.org/x/sync v0.19.0 // indirect
	golang.org/x/text v0.33.0 // indirect
	golang.org/x/tools v0.41.0 // indirect
	gopkg.in/yaml.v2 v2.4.0 // indirect
)

replace github.com/kontrakt-dev/kontrakt => ../

tool (
	github.com/hooklift/gowsdl/cmd/gowsdl
	github.com/mailru/easyjson/easyjson
	github.com/ogen-go/ogen/cmd/ogen
)
