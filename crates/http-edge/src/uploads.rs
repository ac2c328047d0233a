//! The requests that bring a file.

use actix_web::http::Method;

/// The requests that may have a large body, by method and path. Their routes bound the body and the
/// time that it takes.
#[derive(Clone, Debug, Default)]
pub struct Uploads(Vec<(Method, String)>);

impl Uploads {
    /// These requests, by method and exact path.
    #[must_use]
    pub fn new(requests: impl IntoIterator<Item = (Method, String)>) -> Self {
        Self(requests.into_iter().collect())
    }

    /// Whether a request is one of them.
    #[must_use]
    pub fn include(&self, method: &Method, path: &str) -> bool {
        self.0.iter().any(|(own_method, own_path)| own_method == method && own_path == path)
    }
}
