"""What no schema can say of a valid request, and so schemathesis cannot know."""

import schemathesis
