#pragma once

#include "tests/photo_files.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>

/// A folder of a test's own, and the files that it puts there.
class PhotoFolder
{
protected:
    std::filesystem::path file(const std::string &name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    std::filesystem::path written(const std::string &name, const files::Bytes &bytes) const
    {
        files::write(file(name), bytes);
        return file(name);
    }

    QTemporaryDir m_folder;
};
