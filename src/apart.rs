//! `bytes → document`, in a process that can be stopped.
//!
//! A PDF is a program that draws pages, and a stranger's PDF may draw without end, or take all
//! memory, or meet a mistake in the library that reads it. So it is read by a second process, the
//! same program started as `dateline read-pdf`, which answers one PDF after the other and bounds
//! itself before each: [`SECONDS_MAX`] of the processor's time, [`MEMORY_BYTES_MAX`] in all. When
//! it dies, the PDF that it was reading is the only one that failed, and the next one starts
//! another process. Time is that of the processor, so that a busy or sleeping machine fails
//! nothing; whoever waits gives up too, after [`WAIT`].
//!
//! Requests and answers are frames: a length (eight bytes, little-endian) and as many bytes. A
//! request is a PDF, an answer what [`pdf::read`] gave for it. The process ends with its input, and
//! is in a group of its own: Ctrl-C reaches only the one that started it, which then stops it.
//!
//! Where no program is given (the library used by another one), or it cannot be started, PDFs are
//! read in a thread of this process, which has the same patience; but a thread cannot be stopped,
//! nor its memory bounded. On Windows, and on systems that do not keep to `RLIMIT_AS`, the memory of
//! the second process has no bound either.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::decode::FILE_BYTES_MAX;
use crate::extract::ExtractError;
use crate::extract::pdf::{self, Document, PdfError};

/// What this program is told, as its only argument, to be that process.
pub const COMMAND: &str = "read-pdf";

/// Seconds of the processor's time for one PDF. A thousand pages take two or three.
pub const SECONDS_MAX: u64 = 30;

/// Bytes of memory of the process that reads PDFs: a file of the largest size, and unpacked streams.
pub const MEMORY_BYTES_MAX: u64 = 1 << 30;

/// How long an answer is waited for, on a machine that may have other things to do.
const WAIT: Duration = Duration::from_secs(SECONDS_MAX * 4);

/// Bytes of an answer: text is bounded far below it.
const ANSWER_BYTES_MAX: u64 = 256 << 20;

/// How often somebody who waits looks whether the run is over.
const LOOK: Duration = Duration::from_millis(50);

/// Stack of whoever reads a PDF, whose objects may lie in each other.
const STACK_BYTES: usize = 64 << 20;

/// Bytes read of what a process says when it dies.
const LAST_WORDS_BYTES_MAX: u64 = 4 << 10;

/// This program, to be started again. Only for programs that have the command.
pub fn this_program() -> Option<PathBuf> {
    // Works although the file was replaced meanwhile.
    let own = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && own.exists() {
        return Some(own.to_owned());
    }
    std::env::current_exe().ok()
}

/// Reads PDFs one after the other.
pub struct PdfReader {
    start: Option<Box<dyn Fn() -> Command + Send>>,
    wait: Duration,
    running: Option<Running>,
}

/// What became of a request.
enum Outcome {
    Answered(Vec<u8>),
    Died,
    GaveUp,
}

impl PdfReader {
    /// A reader that starts `program` when the first PDF comes.
    pub fn new(program: Option<&Path>) -> PdfReader {
        let program = program.map(Path::to_owned);
        let start = program.map(|program| -> Box<dyn Fn() -> Command + Send> {
            Box::new(move || {
                let mut command = Command::new(&program);
                #[cfg(unix)]
                std::os::unix::process::CommandExt::arg0(&mut command, "dateline");
                command.arg(COMMAND);
                command
            })
        });
        PdfReader {
            start,
            wait: WAIT,
            running: None,
        }
    }

    /// Reads one PDF. Whoever says that the run `is_over` gets any failure.
    pub fn read(
        &mut self,
        bytes: Vec<u8>,
        is_over: &dyn Fn() -> bool,
    ) -> Result<Document, ExtractError> {
        if self.running.is_none() {
            let command = self.start.as_ref().map(|start| start());
            self.running = command.and_then(|command| Running::start(command).ok());
        }
        let Some(running) = &mut self.running else {
            return read_here(bytes, self.wait, is_over);
        };
        let answer = match running.ask(bytes, self.wait, is_over) {
            Outcome::Answered(answer) => postcard::from_bytes::<Answer>(&answer).ok(),
            Outcome::GaveUp => {
                self.running = None;
                return Err(ExtractError::TookTooLong);
            }
            Outcome::Died => None,
        };
        match answer {
            Some(answer) => answer.map_err(ExtractError::from),
            None => {
                let running = self.running.take();
                Err(running.map_or(PdfError::Broken.into(), Running::cause))
            }
        }
    }
}

type Answer = Result<Document, PdfError>;

/// A process, and the thread that speaks with it.
struct Running {
    child: Child,
    stderr: Option<ChildStderr>,
    requests: Sender<Vec<u8>>,
    answers: Receiver<io::Result<Vec<u8>>>,
}

impl Running {
    fn start(mut command: Command) -> io::Result<Running> {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (requests, incoming) = mpsc::channel::<Vec<u8>>();
        let (outgoing, answers) = mpsc::channel();
        let mut running = Running {
            stderr: child.stderr.take(),
            child,
            requests,
            answers,
        };
        let (Some(mut stdin), Some(mut stdout)) = (stdin, stdout) else {
            running.stop();
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        // Ends when nobody asks any more, or when the process is stopped.
        thread::Builder::new().name("pdf".into()).spawn(move || {
            for bytes in incoming {
                let answer = write_frame(&mut stdin, &bytes)
                    .and_then(|()| read_frame_of(&mut stdout, ANSWER_BYTES_MAX))
                    .and_then(|answer| answer.ok_or(io::ErrorKind::UnexpectedEof.into()));
                let failed = answer.is_err();
                if outgoing.send(answer).is_err() || failed {
                    return;
                }
            }
        })?;
        Ok(running)
    }

    fn ask(&mut self, bytes: Vec<u8>, wait: Duration, is_over: &dyn Fn() -> bool) -> Outcome {
        if self.requests.send(bytes).is_err() {
            return Outcome::Died;
        }
        match wait_for(&self.answers, wait, is_over) {
            Ok(Ok(answer)) => Outcome::Answered(answer),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Outcome::Died,
            Err(RecvTimeoutError::Timeout) => Outcome::GaveUp,
        }
    }

    fn stop(&mut self) -> Option<std::process::ExitStatus> {
        // One that is dead already keeps its status.
        let _ = self.child.kill();
        self.child.wait().ok()
    }

    /// Why the process died.
    fn cause(mut self) -> ExtractError {
        let status = self.stop();
        #[cfg(unix)]
        if let Some(status) = status
            && let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status)
            && signal == rustix::process::Signal::XCPU.as_raw()
        {
            return ExtractError::TookTooLong;
        }
        #[cfg(not(unix))]
        let _ = status;
        let mut words = Vec::new();
        if let Some(stderr) = self.stderr.take() {
            let _ = stderr.take(LAST_WORDS_BYTES_MAX).read_to_end(&mut words);
        }
        // So says the language's runtime.
        match String::from_utf8_lossy(&words).contains("memory allocation of") {
            true => ExtractError::TooMuchMemory,
            false => PdfError::Broken.into(),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

fn wait_for<T>(
    answers: &Receiver<T>,
    wait: Duration,
    is_over: &dyn Fn() -> bool,
) -> Result<T, RecvTimeoutError> {
    let started = Instant::now();
    loop {
        match answers.recv_timeout(LOOK.min(wait)) {
            Err(RecvTimeoutError::Timeout) if started.elapsed() < wait && !is_over() => {}
            result => return result,
        }
    }
}

/// Reads a PDF in a thread of this process.
fn read_here(
    bytes: Vec<u8>,
    wait: Duration,
    is_over: &dyn Fn() -> bool,
) -> Result<Document, ExtractError> {
    let (sender, answers) = mpsc::channel();
    let spawned = thread::Builder::new()
        .name("pdf".into())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            let _ = sender.send(read_caught(bytes));
        });
    if spawned.is_err() {
        return Err(PdfError::Broken.into());
    }
    match wait_for(&answers, wait, is_over) {
        Ok(answer) => answer.map_err(ExtractError::from),
        Err(RecvTimeoutError::Timeout) => Err(ExtractError::TookTooLong),
        Err(RecvTimeoutError::Disconnected) => Err(PdfError::Broken.into()),
    }
}

fn read_caught(bytes: Vec<u8>) -> Answer {
    let read = AssertUnwindSafe(|| pdf::read(bytes));
    catch_unwind(read).unwrap_or(Err(PdfError::Broken))
}

/// Reads a request, with stack enough, and gives the answer to write.
pub fn answer(bytes: Vec<u8>) -> Vec<u8> {
    let reading = thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(move || read_caught(bytes));
    let answer = reading.map(|thread| thread.join().unwrap_or(Err(PdfError::Broken)));
    let answer = answer.unwrap_or(Err(PdfError::Broken));
    postcard::to_stdvec(&answer).unwrap_or_default()
}

/// Reads a request; `None` at the end.
pub fn read_frame(input: &mut dyn Read) -> io::Result<Option<Vec<u8>>> {
    read_frame_of(input, FILE_BYTES_MAX)
}

fn read_frame_of(input: &mut dyn Read, bytes_max: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match input.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        result => result?,
    }
    let length = u64::from_le_bytes(length);
    if length > bytes_max {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    let read = input.take(length).read_to_end(&mut bytes)?;
    match read as u64 == length {
        true => Ok(Some(bytes)),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

pub fn write_frame(output: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    output.write_all(&(bytes.len() as u64).to_le_bytes())?;
    output.write_all(bytes)?;
    output.flush()
}

/// Bounds the memory of this process from now on.
pub fn limit_memory() {
    #[cfg(unix)]
    {
        limit(rustix::process::Resource::As, MEMORY_BYTES_MAX);
        // Whoever dies of it leaves nothing lying about.
        limit(rustix::process::Resource::Core, 0);
    }
}

/// Bounds the time of this process, counted from now; past it, the system ends it.
pub fn limit_time() {
    #[cfg(unix)]
    {
        let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        let used = u64::try_from(used.tv_sec).unwrap_or_default();
        limit(rustix::process::Resource::Cpu, used + 1 + SECONDS_MAX);
    }
}

/// A limit that cannot be set is none: whoever waits still gives up.
#[cfg(unix)]
fn limit(resource: rustix::process::Resource, value: u64) {
    let mut limit = rustix::process::getrlimit(resource);
    limit.current = Some(limit.maximum.map_or(value, |maximum| maximum.min(value)));
    let _ = rustix::process::setrlimit(resource, limit);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(program: &'static str, args: &'static [&'static str]) -> PdfReader {
        PdfReader {
            start: Some(Box::new(move || {
                let mut command = Command::new(program);
                command.args(args);
                command
            })),
            wait: Duration::from_millis(300),
            running: None,
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_hangs_is_given_up_and_stopped() {
        let mut reader = reader("sleep", &["1000"]);
        for bytes in [10, 10 << 20] {
            let started = Instant::now();
            let read = reader.read(vec![0; bytes], &|| false);
            assert_eq!(read, Err(ExtractError::TookTooLong));
            assert!(started.elapsed() < Duration::from_secs(20));
            assert!(reader.running.is_none());
        }
    }

    #[cfg(unix)]
    #[test]
    fn nobody_waits_for_a_run_that_is_over() {
        let mut reader = reader("sleep", &["1000"]);
        reader.wait = Duration::from_secs(1000);
        assert!(reader.read(Vec::new(), &|| true).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_dies_fails_one_file_with_the_cause() {
        let shell = |script: &'static [&'static str]| {
            let mut reader = reader("sh", script);
            reader.wait = Duration::from_secs(60);
            reader.read(vec![0; 1 << 20], &|| false)
        };
        assert_eq!(shell(&["-c", "exit 3"]), Err(PdfError::Broken.into()));
        assert_eq!(
            shell(&[
                "-c",
                "echo 'memory allocation of 9 bytes failed' >&2; kill -ABRT $$"
            ]),
            Err(ExtractError::TooMuchMemory)
        );
        assert_eq!(
            shell(&["-c", "kill -XCPU $$"]),
            Err(ExtractError::TookTooLong)
        );
        // An answer that is none.
        let eight =
            "cat >/dev/null & printf '\\004\\0\\0\\0\\0\\0\\0\\0\\377\\377\\377\\377'; wait";
        let script: &'static [&'static str] = Box::leak(Box::new(["-c", eight]));
        assert_eq!(shell(script), Err(PdfError::Broken.into()));
    }

    #[test]
    fn without_a_program_it_is_read_here() {
        let mut here = PdfReader::new(None);
        assert_eq!(
            here.read(b"%PDF-1.4 and nothing".to_vec(), &|| false),
            Err(PdfError::NotReadable.into())
        );
        let mut missing = PdfReader::new(Some(Path::new("/no/such/program")));
        assert!(missing.read(b"%PDF-1.4".to_vec(), &|| false).is_err());
    }

    #[test]
    fn frames_are_read_as_they_were_written() {
        let mut bytes = Vec::new();
        write_frame(&mut bytes, b"one").unwrap();
        write_frame(&mut bytes, b"").unwrap();
        let mut input = bytes.as_slice();
        assert_eq!(read_frame(&mut input).unwrap(), Some(b"one".to_vec()));
        assert_eq!(read_frame(&mut input).unwrap(), Some(Vec::new()));
        assert_eq!(read_frame(&mut input).unwrap(), None);
        assert!(read_frame(&mut &bytes[..9]).is_err());
        assert!(read_frame(&mut &[0xff; 20][..]).is_err());
    }
}
