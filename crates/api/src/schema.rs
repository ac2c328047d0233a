//! What answers and bodies hold, as the OpenAPI document says it (JSON Schema 2020-12).

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

/// What a field or an answer holds.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Text,
    /// Text that this regular expression matches.
    Pattern(String),
    /// This word.
    Const(&'static str),
    /// One of these words.
    Words(Vec<&'static str>),
    Date,
    Time,
    /// Rupees: a number that is never negative.
    Rupees,
    /// A number from zero to this.
    UpTo(u32),
    /// A number that is never negative.
    Number,
    Whole,
    /// A whole number from one on.
    Place,
    Signed,
    Truth,
    /// That, or null.
    Nullable(Box<Shape>),
    List(Box<Shape>),
    /// An object with a name for each entry, of which the document does not know the names.
    Map(Box<Shape>),
    /// An object without a name of its own.
    Object(Vec<Property>),
    /// An object that has a name in the document.
    Component(Arc<Component>),
    /// One of several, told apart by the field of this name, which is a constant in each.
    OneOf(&'static str, Vec<Arc<Component>>),
    /// A JSON Schema in its own words, for what answers do not hold.
    Schema(Json),
    /// Any JSON object.
    AnyObject,
}

/// A part of an object.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) meaning: &'static str,
    pub(crate) example: Json,
}

pub(crate) fn property(
    name: &'static str,
    shape: Shape,
    meaning: &'static str,
    example: impl Into<Json>,
) -> Property {
    Property { name, shape, meaning, example: example.into() }
}

/// An object that has a name in the document.
#[derive(Clone, Debug)]
pub(crate) struct Component {
    pub(crate) name: String,
    pub(crate) meaning: &'static str,
    pub(crate) properties: Vec<Property>,
    /// The properties that need not be there.
    pub(crate) optional: Vec<&'static str>,
    /// Whether it is read here, so that what it does not name is refused.
    pub(crate) is_closed: bool,
}

impl Component {
    /// An object of an answer, with all of its properties.
    pub(crate) fn answer(
        name: impl Into<String>,
        meaning: &'static str,
        properties: Vec<Property>,
    ) -> Arc<Self> {
        let (name, optional) = (name.into(), Vec::new());
        Arc::new(Self { name, meaning, properties, optional, is_closed: false })
    }

    pub(crate) fn reference(&self) -> Json {
        json!({"$ref": self.address()})
    }

    fn address(&self) -> String {
        format!("#/components/schemas/{}", self.name)
    }

    pub(crate) fn schema(&self) -> Json {
        let mut schema = object(&self.properties, &self.optional);
        schema["description"] = json!(self.meaning);
        if self.is_closed {
            schema["additionalProperties"] = json!(false);
        }
        schema["examples"] = json!([self.example()]);
        schema
    }

    /// An object that there may be.
    pub(crate) fn example(&self) -> Json {
        let examples = self.properties.iter();
        let example: Map<String, Json> = examples
            .map(|property| (property.name.to_owned(), property.example.clone()))
            .filter(|(name, value)| !(value.is_null() && self.optional.contains(&name.as_str())))
            .collect();
        Json::Object(example)
    }

    /// Itself and every component that it is made of, each after those that it is made of.
    pub(crate) fn collect(self: &Arc<Self>, into: &mut Vec<Arc<Self>>) {
        for property in &self.properties {
            property.shape.collect(into);
        }
        if into.iter().all(|known| known.name != self.name) {
            into.push(Arc::clone(self));
        }
    }
}

impl Shape {
    pub(crate) fn nullable(self) -> Self {
        Self::Nullable(Box::new(self))
    }

    pub(crate) fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    pub(crate) fn schema(&self) -> Json {
        match self {
            Self::Text => json!({"type": "string"}),
            Self::Pattern(pattern) => json!({"type": "string", "pattern": pattern}),
            Self::Const(word) => json!({"type": "string", "const": word}),
            Self::Words(words) => json!({"type": "string", "enum": words}),
            Self::Date => json!({"type": "string", "format": "date"}),
            Self::Time => json!({"type": "string", "format": "date-time"}),
            Self::Rupees | Self::Number => json!({"type": "number", "minimum": 0}),
            Self::UpTo(most) => json!({"type": "number", "minimum": 0, "maximum": most}),
            Self::Whole => json!({"type": "integer", "minimum": 0}),
            Self::Place => json!({"type": "integer", "minimum": 1}),
            Self::Signed => json!({"type": "integer"}),
            Self::Truth => json!({"type": "boolean"}),
            Self::Nullable(shape) => nullable(shape),
            Self::List(shape) => json!({"type": "array", "items": shape.schema()}),
            Self::Map(shape) => json!({"type": "object", "additionalProperties": shape.schema()}),
            Self::Object(properties) => object(properties, &[]),
            Self::Component(component) => component.reference(),
            Self::OneOf(by, components) => {
                let references: Vec<Json> = components.iter().map(|one| one.reference()).collect();
                json!({
                    "oneOf": references,
                    "discriminator": {"propertyName": by, "mapping": mapping(by, components)},
                })
            }
            Self::Schema(schema) => schema.clone(),
            Self::AnyObject => json!({"type": "object", "additionalProperties": true}),
        }
    }

    /// Every component that it is made of.
    pub(crate) fn collect(&self, into: &mut Vec<Arc<Component>>) {
        match self {
            Self::Nullable(shape) | Self::List(shape) | Self::Map(shape) => shape.collect(into),
            Self::Object(properties) => {
                properties.iter().for_each(|property| property.shape.collect(into));
            }
            Self::Component(component) => component.collect(into),
            Self::OneOf(_, components) => components.iter().for_each(|one| one.collect(into)),
            Self::Text
            | Self::Pattern(_)
            | Self::Const(_)
            | Self::Words(_)
            | Self::Date
            | Self::Time
            | Self::Rupees
            | Self::UpTo(_)
            | Self::Number
            | Self::Whole
            | Self::Place
            | Self::Signed
            | Self::Truth
            | Self::Schema(_)
            | Self::AnyObject => {}
        }
    }
}

/// Which constant stands for which component.
fn mapping(by: &str, components: &[Arc<Component>]) -> Map<String, Json> {
    let constant = |component: &Component| {
        component.properties.iter().find_map(|property| match property.shape {
            Shape::Const(word) if property.name == by => Some(word.to_owned()),
            _ => None,
        })
    };
    let entries = components.iter().filter_map(|one| Some((constant(one)?, json!(one.address()))));
    entries.collect()
}

/// JSON Schema has a list of types for what is plain, and an alternative for what is named.
fn nullable(shape: &Shape) -> Json {
    let mut schema = shape.schema();
    match schema.get("type").cloned() {
        Some(Json::String(plain)) => {
            schema["type"] = json!([plain, "null"]);
            // A list of words lists all that there can be.
            if let Some(words) = schema.get_mut("enum").and_then(Json::as_array_mut) {
                words.push(Json::Null);
            }
            schema
        }
        _ => json!({"oneOf": [schema, {"type": "null"}]}),
    }
}

fn object(properties: &[Property], optional: &[&str]) -> Json {
    let names = properties.iter().map(|property| property.name);
    let required: Vec<&str> = names.filter(|name| !optional.contains(name)).collect();
    let described: Map<String, Json> = properties
        .iter()
        .map(|property| {
            let mut schema = property.shape.schema();
            schema["description"] = json!(property.meaning);
            (property.name.to_owned(), schema)
        })
        .collect();
    json!({"type": "object", "required": required, "properties": described})
}
