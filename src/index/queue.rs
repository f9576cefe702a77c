//! A queue bounded by the bytes in it, from one thread to some.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Things and their sizes, in order.
pub struct Queue<T> {
    bytes_max: usize,
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    waiting: VecDeque<(T, usize)>,
    bytes: usize,
    /// Nothing more will come.
    closed: bool,
    takers: usize,
}

/// Nobody takes anything any more.
#[derive(Debug)]
pub struct Abandoned;

impl<T> Queue<T> {
    /// A queue for so many takers.
    pub fn new(bytes_max: usize, takers: usize) -> Self {
        Queue {
            bytes_max,
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                bytes: 0,
                closed: false,
                takers,
            }),
            changed: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until so many bytes fit, or until `is_over` says that waiting is of no use: what is
    /// larger than the queue waits until it is empty.
    pub fn push(&self, item: T, bytes: usize, is_over: impl Fn() -> bool) -> Result<(), Abandoned> {
        let mut state = self.state();
        while state.takers > 0
            && state.bytes > 0
            && state.bytes + bytes > self.bytes_max
            && !is_over()
        {
            // What ends a run signals nobody here.
            let wait = self.changed.wait_timeout(state, Duration::from_millis(50));
            state = wait.unwrap_or_else(PoisonError::into_inner).0;
        }
        if state.takers == 0 {
            return Err(Abandoned);
        }
        state.waiting.push_back((item, bytes));
        state.bytes += bytes;
        drop(state);
        self.changed.notify_all();
        Ok(())
    }

    /// The next one, waiting for it; nothing when the queue is closed and empty.
    pub fn pop(&self) -> Option<T> {
        let mut state = self.state();
        loop {
            if let Some((item, bytes)) = state.waiting.pop_front() {
                state.bytes -= bytes;
                drop(state);
                self.changed.notify_all();
                return Some(item);
            }
            if state.closed {
                return None;
            }
            let wait = self.changed.wait(state);
            state = wait.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Lets the takers end when all is taken.
    pub fn close(&self) {
        self.state().closed = true;
        self.changed.notify_all();
    }

    /// A taker that ends, for whatever reason, must say so: the last one sets a waiting
    /// [`Queue::push`] free.
    pub fn leave(&self) {
        self.state().takers -= 1;
        self.changed.notify_all();
    }
}
