//! Work that would hold up other requests, away from the threads that answer them.

use actix_web::web;

use crate::Problem;

/// Does `work` on a thread that may wait. It begins at once, whether or not the result is waited for.
///
/// # Errors
/// [`Problem::Internal`] where the thread was lost, which happens when the work panicked or the
/// server ends.
pub fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = Result<T, Problem>> {
    let done = web::block(work);
    async { done.await.map_err(|_| Problem::Internal) }
}
