#include "tests/support/https_server.h"

#include <QFile>
#include <QRegularExpression>
#include <QStandardPaths>

namespace {

constexpr int patienceMs = 30'000;

bool ranWell(const QString &folder, const QStringList &arguments)
{
    QProcess openssl;
    openssl.setWorkingDirectory(folder);
    openssl.start(QStringLiteral("openssl"), arguments);
    return openssl.waitForFinished(patienceMs) && openssl.exitStatus() == QProcess::NormalExit
        && openssl.exitCode() == 0;
}

QStringList words(const char *line)
{
    return QString::fromLatin1(line).split(QLatin1Char(' '));
}

} // namespace

HttpsServer::HttpsServer(const QString &folder, const QString &alternativeName)
{
    if (QStandardPaths::findExecutable(QStringLiteral("openssl")).isEmpty()
        || !makeCertificates(alternativeName))
        return;
    m_server.setWorkingDirectory(folder);
    QStringList arguments = words("s_server -accept 127.0.0.1:0 -WWW -cert");
    arguments << m_keys.filePath(QStringLiteral("server.pem")) << QStringLiteral("-key")
              << m_keys.filePath(QStringLiteral("server.key"));
    m_server.start(QStringLiteral("openssl"), arguments);
    m_port = portSaid();
}

HttpsServer::~HttpsServer()
{
    m_server.kill();
    m_server.waitForFinished(patienceMs);
}

std::string HttpsServer::url(const std::string &file) const
{
    return "https://127.0.0.1:" + std::to_string(m_port) + "/" + file;
}

bool HttpsServer::makeCertificates(const QString &alternativeName)
{
    QFile extension(m_keys.filePath(QStringLiteral("extension")));
    if (!extension.open(QIODevice::WriteOnly))
        return false;
    extension.write("subjectAltName=" + alternativeName.toLatin1() + '\n');
    extension.close();
    const QString folder = m_keys.path();
    return ranWell(folder,
               words("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                     "-subj /CN=authority -keyout authority.key -out authority.pem"))
        && ranWell(folder,
            words("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=server "
                  "-keyout server.key -out server.csr"))
        && ranWell(folder,
            words("x509 -req -in server.csr -CA authority.pem -CAkey authority.key "
                  "-CAcreateserial -days 2 -extfile extension -out server.pem"));
}

/// 0 where it says none.
int HttpsServer::portSaid()
{
    static const QRegularExpression line(QStringLiteral("ACCEPT \\S*:(\\d+)"));
    QString said;
    while (m_server.waitForReadyRead(patienceMs)) {
        said += QString::fromLatin1(m_server.readAllStandardOutput());
        if (const auto match = line.match(said); match.hasMatch())
            return match.captured(1).toInt();
    }
    return 0;
}
