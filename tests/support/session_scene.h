#pragma once

#include "core/inference/cached_segmenter.h"
#include "tests/support/fake_segmenter.h"
#include "ui/session.h"

#include <QImage>
#include <QPainter>
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

namespace fs = std::filesystem;

/// Workers give way to everything else on the machine.
constexpr int patienceMs = 30000;

/// A session with photos, and a segmenter whose masks are there at once.
class SessionScene
{
protected:
    void begin()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_segmenter = std::make_shared<FakeSegmenter>();
        m_session = std::make_unique<ui::Session>(
            core::MegapixelLimits {.desktop = 0.5, .hard = 1}, m_readers);
        m_session->use(std::shared_ptr<core::Segmenter>(m_segmenter));
    }

    void end() { m_session.reset(); }

    /// A segmenter that keeps what `inner` makes, for all of that identity.
    std::shared_ptr<core::Segmenter> kept(
        const std::shared_ptr<FakeSegmenter> &inner, const char *identity) const
    {
        const core::MaskCache cache {fs::path(m_folder->path().toStdString()) / "masks"};
        return std::make_shared<core::CachedSegmenter>(
            inner, cache, [identity] { return core::Result<std::string>(identity); });
    }

    fs::path photo(const char *name, QSize size = {160, 120}, const char *format = "PNG")
    {
        QImage image(size, QImage::Format_RGB888);
        image.fill(QColor(40, 90, 40));
        QPainter painter(&image);
        painter.fillRect(
            QRect(size.width() / 4, size.height() / 4, size.width() / 2, size.height() / 2),
            QColor(220, 180, 140));
        painter.end();
        const QString file = m_folder->filePath(QString::fromLatin1(name));
        image.save(file, format);
        return fs::canonical(file.toStdString());
    }

    fs::path damaged(const char *name)
    {
        const QString file = m_folder->filePath(QString::fromLatin1(name));
        std::ofstream(file.toStdString()) << "this is no photo";
        return fs::canonical(file.toStdString());
    }

    ui::PhotoId idOf(const fs::path &file) const
    {
        for (const auto &[id, kept] : m_session->shelf().photos())
            if (kept.entry.file == file)
                return id;
        return 0;
    }

    const ui::PhotoEntry &entry(const fs::path &file) const
    {
        static const ui::PhotoEntry none;
        const ui::PhotoEntry *found = m_session->entry(idOf(file));
        return found ? *found : none;
    }

    void addAndShow(const std::vector<fs::path> &files)
    {
        m_session->add(files);
        QTRY_VERIFY_WITH_TIMEOUT(idOf(files.back()) != 0, patienceMs);
        m_session->select(idOf(files.front()));
    }

    bool isCut(const fs::path &file) const { return entry(file).state == ui::PhotoState::Cut; }
    double markOf(const fs::path &file) const { return entry(file).mask->seconds; }
    bool isKept(const fs::path &file) const { return entry(file).mask->isFromCache; }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<FakeSegmenter> m_segmenter;
    core::PhotoReaders m_readers {{PAWTRAIT_READER}};
    std::unique_ptr<ui::Session> m_session;
};
