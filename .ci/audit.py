"""Look up the locked packages among known vulnerabilities; exit with 1 if one is affected.

Where the database of vulnerabilities cannot be reached, or does not know a package, the last line
says so: "not audited".
"""

import json
import subprocess
import sys

AUDIT = [
    sys.executable, "-m", "pip_audit", "--format=json", "--progress-spinner=off",
    "--disable-pip", "--require-hashes", "--timeout=20",
]  # fmt: skip


def main(requirements: list[str]) -> int:
    """Audit the requirement files; return the exit code."""
    files = [f"--requirement={name}" for name in requirements]
    audit = subprocess.run([*AUDIT, *files], capture_output=True, text=True, check=False)  # noqa: S603  own command
    try:
        packages = json.loads(audit.stdout)["dependencies"]
    except ValueError:
        reason = (audit.stderr.strip().splitlines() or ["no output"])[-1]
        print(f"Packages: not audited ({reason})")
        return 0
    affected = [package for package in packages if package.get("vulns")]
    for package in affected:
        for vulnerability in package["vulns"]:
            fixed = ", ".join(vulnerability["fix_versions"]) or "no version"
            print(
                f"{package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}"
            )
    unknown = sum("skip_reason" in package for package in packages)
    audited = len(packages) - unknown
    print(f"Packages: {audited} audited, {len(affected)} affected, {unknown} not audited")
    return int(bool(affected))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
