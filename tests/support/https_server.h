#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

/// `openssl s_server` on this computer: gives the files of a folder over https, with a certificate
/// of an authority that nobody knows.
class HttpsServer
{
public:
    /// alternativeName: whom the certificate is of, as "IP:127.0.0.1" or "DNS:elsewhere.example".
    HttpsServer(const QString &folder, const QString &alternativeName);
    ~HttpsServer();

    /// False without a usable openssl.
    bool isThere() const { return m_port > 0; }
    std::string url(const std::string &file) const;
    /// The authority's certificate, for those who are to trust it.
    QString authority() const { return m_keys.filePath(QStringLiteral("authority.pem")); }

private:
    bool makeCertificates(const QString &alternativeName);
    int portSaid();

    QTemporaryDir m_keys;
    QProcess m_server;
    int m_port = 0;
};
