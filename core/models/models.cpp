#include "core/models/models.h"

#include "core/models/manifest.h"

#include <algorithm>
#include <cstdlib>

namespace fs = std::filesystem;

namespace core {

const std::vector<Model> &knownModels()
{
    static const std::vector<Model> models = [] {
        std::vector<Model> all;
        for (const ManifestEntry &entry : manifest())
            all.push_back(entry.model);
        return all;
    }();
    return models;
}

Result<fs::path> modelsFolder(const fs::path &program)
{
    std::error_code ignored;
    const fs::path bin = fs::weakly_canonical(program, ignored).parent_path();
    std::vector<fs::path> candidates;
    if (const char *chosen = std::getenv("PAWTRAIT_MODELS"); chosen && *chosen)
        candidates = {fs::path(chosen)}; // whoever names a folder means it
    else
        candidates = {bin / "../share/pawtrait/models", bin / "../../../models"};

    std::string tried;
    for (const fs::path &folder : candidates) {
        if (fs::is_directory(folder, ignored))
            return fs::weakly_canonical(folder, ignored);
        tried += (tried.empty() ? "" : ", ") + folder.lexically_normal().string();
    }
    return fail(Error::Code::ModelMissing, "no models folder; looked in " + tried);
}

} // namespace core
