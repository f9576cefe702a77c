//! Documents that tell when the engine takes them, to bound the engine's queue.
//!
//! The engine queues up to 10,000 documents, however large they are. A [`Metered`] document holds
//! some bytes of a [`Meter`] until the engine begins to index it; adding waits while the meter is
//! full.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tantivy::TantivyDocument;
use tantivy::schema::document::{CompactDocValue, Document};

/// Bytes of documents in the engine's queue. A larger document waits until the queue is empty.
const QUEUE_BYTES_MAX: usize = 64 << 20;

#[derive(Default)]
struct Gauge {
    bytes: Mutex<usize>,
    changed: Condvar,
}

/// Counts the bytes that wait for the engine.
#[derive(Clone, Default)]
pub struct Meter(Arc<Gauge>);

impl Meter {
    /// Waits until `bytes` more fit, or `is_over` says that nothing will make room any more.
    pub fn admit(
        &self,
        document: TantivyDocument,
        bytes: usize,
        is_over: impl Fn() -> bool,
    ) -> Metered {
        let mut queued = self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        while *queued > 0 && *queued + bytes > QUEUE_BYTES_MAX && !is_over() {
            let wait = self
                .0
                .changed
                .wait_timeout(queued, std::time::Duration::from_millis(50));
            queued = wait.unwrap_or_else(PoisonError::into_inner).0;
        }
        *queued += bytes;
        Metered {
            document,
            _held: Held {
                meter: self.clone(),
                bytes,
            },
        }
    }
}

/// Bytes of a meter, given back when dropped.
struct Held {
    meter: Meter,
    bytes: usize,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut queued = self
            .meter
            .0
            .bytes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *queued = queued.saturating_sub(self.bytes);
        self.meter.0.changed.notify_all();
    }
}

/// A document in the engine's queue.
pub struct Metered {
    document: TantivyDocument,
    _held: Held,
}

impl Document for Metered {
    type Value<'a> = CompactDocValue<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}
