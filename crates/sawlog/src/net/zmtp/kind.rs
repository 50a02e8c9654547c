//! The kinds of sockets, and which go together.

/// A kind of socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sends each message to one of its peers.
    Push,
    /// Takes what its peers push.
    Pull,
    /// Sends each message to all that have subscribed to it.
    Pub,
    /// Takes what it has subscribed to.
    Sub,
}

impl Kind {
    /// Its name on the wire.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Push => "PUSH",
            Kind::Pull => "PULL",
            Kind::Pub => "PUB",
            Kind::Sub => "SUB",
        }
    }

    /// Whether messages go out of it; they come into it else.
    pub(crate) fn sends(self) -> bool {
        matches!(self, Kind::Push | Kind::Pub)
    }

    /// Whether a peer of this name may be talked to.
    pub(super) fn goes_with(self, peer: &[u8]) -> bool {
        match self {
            Kind::Push => peer == b"PULL",
            Kind::Pull => peer == b"PUSH",
            Kind::Pub => matches!(peer, b"SUB" | b"XSUB"),
            Kind::Sub => matches!(peer, b"PUB" | b"XPUB"),
        }
    }
}
