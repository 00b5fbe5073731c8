#pragma once

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

/// Sets traps for the trapped reader (trapped_reader.cpp), and looks who is in them.
namespace trap {

/// how: "hang", "hang on its header", "crash", "repeat", "creep", "steps", "tell"
inline void set(const std::filesystem::path &photo, const std::string &how)
{
    std::ofstream(photo.string() + ".trap") << how;
}

inline void remove(const std::filesystem::path &photo)
{
    std::filesystem::remove(photo.string() + ".trap");
    std::filesystem::remove(photo.string() + ".caught");
}

/// The process that is or was in it; 0: none yet.
inline int caught(const std::filesystem::path &photo)
{
    int process = 0;
    std::ifstream(photo.string() + ".caught") >> process;
    return process;
}

inline bool isAlive(int process)
{
    return kill(process, 0) == 0;
}

} // namespace trap
