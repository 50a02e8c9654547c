//! What is too large for a datagram, handed to a peer on this machine as a sealed file in memory.

use std::io;
use std::path::Path;
use std::time::Instant;

/// Sends a file with these bytes, in a datagram that holds nothing else.
///
/// # Errors
/// The file cannot be made, there is no way to the peer, or it takes nothing until the deadline.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn send_in_file(path: &Path, bytes: &[u8], deadline: Instant) -> io::Result<()> {
    use std::fs::File;
    use std::io::Write as _;
    use std::mem::MaybeUninit;
    use std::os::fd::AsFd as _;

    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
    use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketType, sendmsg};

    use super::ready::wait_writable;
    use super::unix;

    let mut file = File::from(memfd_create("sawlog", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?);
    file.write_all(bytes)?;
    // The peer reads it by mapping it, and takes none that could still change.
    fcntl_add_seals(&file, SealFlags::SEAL | SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE)?;
    let socket = unix::connected(path, SocketType::DGRAM)?;
    let files = [file.as_fd()];
    let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    loop {
        let mut control = SendAncillaryBuffer::new(&mut room);
        control.push(SendAncillaryMessage::ScmRights(&files));
        match sendmsg(&socket, &[], &mut control, SendFlags::NOSIGNAL) {
            Ok(_) => return Ok(()),
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => {
                if !wait_writable(&socket, deadline)? {
                    return Err(io::Error::new(io::ErrorKind::TimedOut, "the peer takes nothing"));
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// There are no such files.
///
/// # Errors
/// Always.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn send_in_file(_: &Path, bytes: &[u8], _: Instant) -> io::Result<()> {
    let what = format!("{} bytes are too many for a datagram, and this system has no sealed files", bytes.len());
    Err(io::Error::new(io::ErrorKind::Unsupported, what))
}
