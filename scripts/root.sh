# Sourced by the other scripts: as_root COMMAND… runs a command as root, through sudo when needed.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "Il faut être root pour : $*" >&2
        return 1
    fi
}

# apt_install PACKAGE…: the lists of a fresh machine are empty, so a first failure refreshes them.
apt_install() {
    if ! command -v apt-get >/dev/null; then
        echo "Installez d’abord avec votre gestionnaire de paquets : $*" >&2
        return 1
    fi
    echo "Installation des paquets du système : $*…"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
        </dev/null >/dev/null 2>&1 && return
    as_root apt-get update -qq </dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
        </dev/null >/dev/null
}
