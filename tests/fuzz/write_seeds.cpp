#include "tests/fuzz/targets.h"
#include "tests/support/fuzz_seeds.h"

#include <iostream>

/// fuzz_seeds FOLDER: writes what each target starts from into a folder of its name.
int main(int count, char **arguments)
{
    if (count != 2) {
        std::cerr << "fuzz_seeds FOLDER\n";
        return 2;
    }
    const std::filesystem::path top(arguments[1]);
    for (const auto &target : fuzz::targets) {
        const auto folder = top / target.name;
        std::filesystem::create_directories(folder);
        int number = 0;
        for (const auto &seed : files::fuzzSeeds(std::string(target.name), top))
            files::write(folder / std::to_string(number++), seed.bytes);
    }
    return 0;
}
