# Print the targets of a makefile: "##@ Group" begins a group, "target: … ## text" is a target.
/^##@ / { printf "\n%s\n", substr($0, 5) }
/^[a-z][a-z-]*:.*## / {
    target = $0
    sub(/:.*/, "", target)
    text = $0
    sub(/.*## /, "", text)
    printf "  make %-10s %s\n", target, text
}
