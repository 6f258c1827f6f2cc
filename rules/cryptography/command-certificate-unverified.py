import os
import subprocess


def fetch(address: str, scheme: str) -> None:
    # ruleid: command-certificate-unverified
    os.popen("curl --insecure {}".format(address))
    # ruleid: command-certificate-unverified
    subprocess.run(f"curl -sk {address}", shell=True, check=True)
    # ruleid: command-certificate-unverified
    subprocess.run(["/usr/bin/curl", "-s", "--insecure", address], check=True)
    # ruleid: command-certificate-unverified
    subprocess.run(["wget", "--no-check-certificate", address], check=True)
    # ruleid: command-certificate-unverified
    os.system("cd /tmp && wget -q --no-check-certificate " + address)
    # ok: command-certificate-unverified
    subprocess.run(["curl", "--silent", "--", address], check=True)
    # ok: command-certificate-unverified
    subprocess.run(["curl", "-o", "-k.txt", address], check=True)
    # ok: command-certificate-unverified
    os.popen("curl --insecure https://localhost:8443/health")
    # ok: command-certificate-unverified
    print("the kiosk is at -k")
