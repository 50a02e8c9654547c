//! Sinks that can be read back, and taken away.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use sawlog::testkit::HandlerCheck;
use sawlog::{HandlerRef, IntoHandler};
use tempfile::TempDir;

/// A writer that keeps what is written, and fails while it is gone.
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<(Vec<u8>, bool)>>);

impl Memory {
    pub(crate) fn lines(&self) -> Vec<String> {
        String::from_utf8_lossy(&self.0.lock().expect("no panic").0).lines().map(str::to_owned).collect()
    }

    pub(crate) fn set_gone(&self, gone: bool) {
        self.0.lock().expect("no panic").1 = gone;
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut sink = self.0.lock().expect("no panic");
        if sink.1 {
            return Err(io::Error::from(io::ErrorKind::BrokenPipe));
        }
        sink.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A check of a handler that writes to a writer.
pub(crate) fn on_writer<H: IntoHandler>(make: impl Fn(Memory) -> H + Send + Sync + 'static) -> HandlerCheck {
    let sink = Arc::new(Mutex::new(Memory::default()));
    let ours = Arc::clone(&sink);
    let current = move || ours.lock().expect("no panic").clone();
    let (read, gone, back) = (current.clone(), current.clone(), current);
    let make = move || {
        *sink.lock().expect("no panic") = Memory::default();
        make(sink.lock().expect("no panic").clone())
    };
    HandlerCheck::new(make, move || read().lines())
        .sink(move |_| gone().set_gone(true), move |_| back().set_gone(false))
}

/// A check of a handler that writes lines to a file, in whatever folder it is given. Its sink is gone while the folder is:
/// such handlers meet that when they open their file again.
pub(crate) fn on_file<H: IntoHandler>(make: impl Fn(&Path) -> H + Send + Sync + 'static) -> HandlerCheck {
    on_folder(make, lines, |handler| handler.close().expect("it is written"))
}

/// A check of a handler that writes to a file and others beside it, which are read by one function; the other is called
/// before the folder goes.
pub(crate) fn on_folder<H: IntoHandler>(
    make: impl Fn(&Path) -> H + Send + Sync + 'static,
    read: impl Fn(&Path) -> Vec<String> + Send + Sync + 'static,
    before_gone: fn(&HandlerRef),
) -> HandlerCheck {
    let folder = Arc::new(Mutex::new((tempfile::tempdir().expect("a folder"), 0)));
    let path = |folder: &Mutex<(TempDir, u32)>| -> PathBuf {
        let folder = folder.lock().expect("no panic");
        folder.0.path().join(folder.1.to_string()).join("log")
    };
    let (make_in, read_in, gone_in, back_in) = (folder.clone(), folder.clone(), folder.clone(), folder);
    let make = move || {
        make_in.lock().expect("no panic").1 += 1;
        let path = path(&make_in);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        make(&path)
    };
    let gone = move |handler: &HandlerRef| {
        before_gone(handler);
        std::fs::remove_dir_all(path(&gone_in).parent().expect("a folder")).expect("it is there");
    };
    let back = move |_: &HandlerRef| {
        std::fs::create_dir_all(path(&back_in).parent().expect("a folder")).expect("it can be made");
    };
    HandlerCheck::new(make, move || read(&path(&read_in))).sink(gone, back)
}

/// The lines of a file; none if it is not there.
pub(crate) fn lines(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}
