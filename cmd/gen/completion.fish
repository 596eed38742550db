# Completes the command lines of gen and of go tool gen in fish: gen completion fish | source

# Prints how the word under the cursor can go on, a line each.
function __gen_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    set -e words[1]
    if test "$program" = go
        set program go $words[1..2]
        set -e words[1..2]
    end
    set -l current (string unescape -- (commandline -ct))
    set -l flag (string match -r -- '^--[^=]*=' $current) # of --flag=value, which is one word
    set -l value (string replace -r -- '^--[^=]*=' '' $current)
    set -l endings # values, or how the names of files end
    set -l directive 0
    for line in (command $program __complete $words "$current" 2>/dev/null)
        switch $line
            case ':*'
                set directive (string sub -s 2 -- $line)
            case \*\t\* # a command or a flag
                echo $line
            case '*'
                set -a endings $line
        end
    end
    switch $directive
        case 8
            __gen_files "$flag" "$value" '/$|\.('(string join '|' $endings)')$'
        case 16
            __gen_files "$flag" "$value" '/$'
        case '*'
            for ending in $endings
                echo "$flag$ending"
            end
            test $directive = 4; or __gen_files "$flag" "$value" ''
    end
end

# Prints the folders and files that begin with PREFIX and match PATTERN, each behind FLAG.
function __gen_files --argument-names flag prefix pattern
    set -l home (string match -r '^~(?=/)' -- $prefix)
    set -l start (string replace -r '^~(?=/)' $HOME -- $prefix)
    for file in $start*
        test -d $file; and set file $file/
        string match -rq -- $pattern $file; or continue
        test -n "$home"; and set file $home(string sub -s (math (string length -- $HOME) + 1) -- $file)
        echo $flag$file
    end
end

# Whether the command line is one of go tool gen, the cursor behind that.
function __gen_is_go_tool
    set -l words (commandline -opc)
    contains -- "$words[2..3]" 'tool gen' 'tool github.com/kontrakt-dev/kontrakt/cmd/gen'
end

complete -c gen -k -f -a '(__gen_complete)'
complete -c go -n __gen_is_go_tool -k -f -a '(__gen_complete)'
