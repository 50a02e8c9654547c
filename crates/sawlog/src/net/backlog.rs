//! Frames that wait for their peer, bounded in number and bytes.

use std::collections::VecDeque;

/// What gives way when a backlog is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DropPolicy {
    /// What has waited longest.
    #[default]
    Oldest,
    /// What would be added.
    Newest,
}

impl std::str::FromStr for DropPolicy {
    type Err = String;

    /// Reads `oldest` or `newest`.
    fn from_str(name: &str) -> Result<DropPolicy, String> {
        match name {
            "oldest" => Ok(DropPolicy::Oldest),
            "newest" => Ok(DropPolicy::Newest),
            _ => Err(format!("unknown drop policy: {name:?} (oldest or newest)")),
        }
    }
}

/// How much may wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BacklogLimits {
    pub(crate) frames: usize,
    pub(crate) bytes: usize,
    pub(crate) policy: DropPolicy,
}

impl Default for BacklogLimits {
    fn default() -> BacklogLimits {
        BacklogLimits { frames: 100_000, bytes: 16 << 20, policy: DropPolicy::Oldest }
    }
}

/// Frames in order, the first of which may have been written in part.
#[derive(Debug)]
pub(super) struct Backlog {
    bytes: VecDeque<u8>,
    lens: VecDeque<usize>,
    /// How much of the first frame was written.
    written: usize,
    limits: BacklogLimits,
}

/// Memory that is kept when all frames have gone.
const KEPT: usize = 64 * 1024;

impl Backlog {
    pub(super) fn new(limits: BacklogLimits) -> Backlog {
        Backlog { bytes: VecDeque::new(), lens: VecDeque::new(), written: 0, limits }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lens.is_empty()
    }

    pub(super) fn frames(&self) -> usize {
        self.lens.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Adds a frame, and returns how many had to give way. `pinned`: the first one is on its way and has to stay.
    pub(super) fn push(&mut self, frame: &[u8], pinned: bool) -> u64 {
        let mut dropped = 0;
        while !self.has_room(frame.len()) {
            let at = usize::from(pinned || self.written > 0);
            if self.limits.policy == DropPolicy::Newest || self.lens.len() <= at {
                return dropped + 1;
            }
            self.remove(at);
            dropped += 1;
        }
        self.bytes.extend(frame);
        self.lens.push_back(frame.len());
        dropped
    }

    /// What is to be written next: one frame or many, from where writing stopped.
    pub(super) fn unwritten(&self) -> &[u8] {
        let (front, back) = self.bytes.as_slices();
        match front.get(self.written..) {
            Some(rest) if !rest.is_empty() => rest,
            _ => back.get(self.written - front.len()..).unwrap_or_default(),
        }
    }

    /// So much of it was written.
    pub(super) fn advance(&mut self, written: usize) {
        self.written += written;
        while let Some(len) = self.lens.front().copied()
            && self.written >= len
        {
            self.written -= len;
            self.remove(0);
        }
        if self.is_empty() {
            self.written = 0;
            self.bytes.shrink_to(KEPT);
            self.lens.shrink_to(KEPT / size_of::<usize>());
        }
    }

    /// What was written of the first frame has to be written again.
    pub(super) fn rewind(&mut self) {
        self.written = 0;
    }

    /// Forgets all frames, and returns how many they were.
    pub(super) fn clear(&mut self) -> u64 {
        let frames = self.lens.len() as u64;
        *self = Backlog::new(self.limits);
        frames
    }

    fn has_room(&self, len: usize) -> bool {
        let within = self.lens.len() < self.limits.frames && self.bytes.len().saturating_add(len) <= self.limits.bytes;
        // A single one has room whatever its size, else it could not even be sent to a peer that is there.
        within || self.lens.is_empty()
    }

    fn remove(&mut self, index: usize) {
        let start: usize = self.lens.iter().take(index).sum();
        if let Some(len) = self.lens.remove(index) {
            self.bytes.drain(start..start + len);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backlog(frames: usize, bytes: usize, policy: DropPolicy) -> Backlog {
        Backlog::new(BacklogLimits { frames, bytes, policy })
    }

    fn all(backlog: &mut Backlog) -> String {
        let mut all = Vec::new();
        while !backlog.is_empty() {
            let part = backlog.unwritten().to_vec();
            assert!(!part.is_empty());
            backlog.advance(part.len());
            all.extend(part);
        }
        String::from_utf8(all).unwrap()
    }

    #[test]
    fn the_oldest_or_the_newest_gives_way() {
        let mut oldest = backlog(3, 100, DropPolicy::Oldest);
        let mut newest = backlog(3, 100, DropPolicy::Newest);
        let dropped = |backlog: &mut Backlog| ["aa", "b", "ccc", "d"].map(|f| backlog.push(f.as_bytes(), false));
        assert_eq!((dropped(&mut oldest), all(&mut oldest)), ([0, 0, 0, 1], "bcccd".to_owned()));
        assert_eq!((dropped(&mut newest), all(&mut newest)), ([0, 0, 0, 1], "aabccc".to_owned()));
        let mut small = backlog(9, 5, DropPolicy::Oldest);
        assert_eq!(["aa", "bb", "cccc", "dddddd"].map(|f| small.push(f.as_bytes(), false)), [0, 0, 2, 1]);
        assert_eq!(all(&mut small), "dddddd");
    }

    #[test]
    fn a_frame_on_its_way_stays_and_can_be_written_again() {
        let mut backlog = backlog(2, 100, DropPolicy::Oldest);
        backlog.push(b"first", false);
        backlog.advance(2);
        assert_eq!([b"second", b"third!"].map(|frame| backlog.push(frame, false)), [0, 1]);
        assert_eq!(backlog.unwritten(), b"rstthird!");
        backlog.rewind();
        backlog.advance(6);
        assert_eq!((backlog.frames(), backlog.unwritten()), (1, &b"hird!"[..]));
        backlog.rewind();
        assert_eq!(all(&mut backlog), "third!");
    }

    #[test]
    fn a_ring_that_wraps_is_written_whole() {
        let mut backlog = backlog(1000, 1000, DropPolicy::Oldest);
        let (mut sent, mut came) = (String::new(), Vec::new());
        for n in 0..500 {
            let frame = format!("<{n}>");
            sent.push_str(&frame);
            assert_eq!(backlog.push(frame.as_bytes(), false), 0);
            if n > 5 {
                let part = backlog.unwritten();
                let part = part[..part.len().min(5)].to_vec();
                backlog.advance(part.len());
                came.extend(part);
            }
        }
        came.extend(all(&mut backlog).into_bytes());
        assert_eq!(String::from_utf8(came).unwrap(), sent);
    }
}
