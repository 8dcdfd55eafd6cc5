"""What the operating system says of files and streams, in English and Chinese."""

from __future__ import annotations

import errno

from credit_engine.wording import Said

_CHINESE = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "操作不被允许",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "文件已存在",
    errno.ENOTEMPTY: "文件夹不为空",
    errno.ENOSPC: "设备上没有剩余空间",
    errno.EDQUOT: "超出磁盘配额",
    errno.EFBIG: "文件过大",
    errno.EROFS: "文件系统只读",
    errno.EIO: "输入输出错误",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ELOOP: "符号链接层数过多",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "系统打开的文件过多",
    errno.ENOMEM: "内存不足",
    errno.EBUSY: "设备或资源正忙",
    errno.ETXTBSY: "文件正在使用",
    errno.EXDEV: "不能跨设备移动",
    errno.EINVAL: "参数无效",
    errno.ENXIO: "没有这个设备",
    errno.ENODEV: "没有这个设备",
    errno.EBADF: "文件描述符无效",
    errno.EPIPE: "管道已断开",
    errno.ETIMEDOUT: "连接超时",
    errno.ESTALE: "文件句柄已失效",
}


def reason_of(failure: Exception) -> str:
    """Why something failed: in Chinese, too, where it was raised with a text in both languages, or where
    the operating system says it by a usual number.
    """
    own = next((text for text in failure.args if isinstance(text, Said)), None)
    if own is not None:
        return own
    english = getattr(failure, "strerror", None) or str(failure)
    chinese = _CHINESE.get(getattr(failure, "errno", None) or 0)
    return english if chinese is None else Said(english, chinese)
