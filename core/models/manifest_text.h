#pragma once

namespace core {

/// models/manifest.json as it was when the program was built: a program cannot lose it.
const char *manifestText();

} // namespace core
